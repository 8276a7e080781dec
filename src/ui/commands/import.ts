import * as vscode from 'vscode';
import { type Recognized, importText } from '../../domain/exchange/import.ts';
import type { JobKind } from '../../domain/jobs/kinds.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { placeOf } from '../import/place.ts';
import { type Source, askNamedFile, pickSource, sourceIn } from '../import/sources.ts';
import { toldOf } from '../import/told.ts';
import { l10n } from '../l10n.ts';
import { openNewSpec } from '../openNewSpec.ts';
import { showMessage } from '../window/messages.ts';
import { pick } from '../window/pick.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';

/** Creates a spec from what people have: a command, a call, a workflow, a template, the description of a job. */
export const run: RunCommand = async ({ ports }, target) => {
  const source = target instanceof vscode.Uri ? await sourceIn(target) : await pickSource(ports);
  if (source === undefined) return;
  const read = await importText(source.text, path => askNamedFile(path, source.uri));
  if ('problem' in read) {
    void showMessage('error', l10n.t('Could not import {0}. {1}', source.title, read.problem));
    return;
  }
  const request = await pickRequest(read.found);
  const kind = request && (await pickKind(request.kinds));
  if (request === undefined || kind === undefined) return;
  const spec = request.specFor(kind, placeOf(ports));
  await openNewSpec(spec.text, nameOf(source, kind), source.uri);
  const told = toldOf(spec);
  if (told.length > 0) void showMessage('info', told.join(' '));
};

async function pickRequest(found: readonly Recognized[]): Promise<Recognized | undefined> {
  if (found.length === 1) return found[0];
  const items = found.map((request, index) => {
    const [kind] = request.kinds;
    const named = request.kinds.length === 1 ? kind : undefined;
    return {
      request,
      icon: named?.icon ?? 'question',
      label: request.name ?? named?.title ?? l10n.t('Request {0}', index + 1),
      description: [
        ...(named === undefined || request.name === undefined ? [] : [named.title]),
        ...(request.line === undefined ? [] : [l10n.t('line {0}', request.line)]),
      ].join(' · '),
    };
  });
  return (await pick(items, { title: l10n.t('Import'), placeHolder: l10n.t('Select the request to import') }))?.request;
}

async function pickKind(kinds: readonly JobKind[]): Promise<JobKind | undefined> {
  if (kinds.length === 1) return kinds[0];
  const items = kinds.map(kind => ({
    jobKind: kind,
    icon: kind.icon,
    label: kind.title,
    description: serviceFacts[kind.service].title,
  }));
  return (
    await pick(items, {
      title: l10n.t('Import'),
      placeHolder: l10n.t('Select the kind of job; the request fits several'),
    })
  )?.jobKind;
}

function nameOf({ uri }: Source, { family }: JobKind): string {
  return uri === undefined ? family.toLowerCase() : fileName(uri).replace(/\.[^.]*$/, '');
}
