import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { JobKind } from '../../domain/jobs/kinds.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { kindsFitting, specTextOf } from '../../domain/spec/awsCli.ts';
import { readCliInput } from '../../domain/spec/cliInput.ts';
import { withoutPlaceholders } from '../../domain/spec/cliSkeleton.ts';
import { showMessage } from '../window/messages.ts';
import { openNewSpec } from '../openNewSpec.ts';
import type { Ports } from '../ports.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { type Choice, pick } from '../window/pick.ts';
import { askFile } from '../window/files.ts';

/** The maximum size of a file that is read, in bytes. */
const maxFileBytes = 4 * 1_048_576;

/** A text and its name in messages. */
interface Source {
  readonly text: string;
  readonly title: string;
  readonly uri?: vscode.Uri;
}

/**
 * Creates a spec from AWS CLI input (--cli-input-json or --cli-input-yaml) in a file, the active editor or the
 * clipboard.
 */
export const run: RunCommand = async ({ ports }, target) => {
  const source = target instanceof vscode.Uri ? await sourceIn(target) : await pickSource(ports);
  if (source === undefined) return;
  const read = await readCliInput(source.text);
  if ('problem' in read) {
    void showMessage('error', l10n.t('Could not import {0}. {1}', source.title, read.problem));
    return;
  }
  const kinds = kindsFitting(read.request);
  if (kinds.length === 0) {
    void showMessage(
      'error',
      l10n.t(
        'Could not import {0}. It has none of the members of a job request, such as InputDataConfig or workflowName.',
        source.title,
      ),
    );
    return;
  }
  const kind = kinds.length === 1 ? kinds[0] : await pickKind(kinds);
  if (kind === undefined) return;
  await openNewSpec(
    specTextOf(kind, withoutPlaceholders(kind, read.request), placeOf(ports)),
    nameOf(source, kind),
    source.uri,
  );
};

async function pickSource(ports: Ports): Promise<Source | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  const offered =
    active !== undefined && /^(jsonc?|yaml)$/.test(active.languageId) && !ports.specFiles.isSpec(active.uri)
      ? active
      : undefined;
  const items: (Choice & { source: () => Promise<Source | undefined> | Source })[] = [
    ...(offered === undefined
      ? []
      : [
          {
            icon: 'file',
            label: fileName(offered.uri),
            description: l10n.t('the active editor'),
            source: () => ({
              text: offered.getText(),
              title: fileName(offered.uri),
              ...(offered.isUntitled ? {} : { uri: offered.uri }),
            }),
          },
        ]),
    { icon: 'folder-opened', label: l10n.t('From a File…'), description: 'JSON, YAML', source: pickFile },
    {
      icon: 'clippy',
      label: l10n.t('From the Clipboard'),
      source: async () => ({ text: await vscode.env.clipboard.readText(), title: l10n.t('The clipboard') }),
    },
  ];
  const picked = await pick(items, {
    title: l10n.t('Import AWS CLI Input'),
    placeHolder: l10n.t('Select the AWS CLI input (--cli-input-json)'),
  });
  return await picked?.source();
}

async function pickFile(): Promise<Source | undefined> {
  const uri = await askFile({
    title: l10n.t('Import AWS CLI Input'),
    openLabel: l10n.t('Import'),
    filters: { 'JSON, YAML': ['json', 'yaml', 'yml'] },
  });
  return uri === undefined ? undefined : await sourceIn(uri);
}

async function sourceIn(uri: vscode.Uri): Promise<Source> {
  const title = fileName(uri);
  if ((await vscode.workspace.fs.stat(uri)).size > maxFileBytes)
    throw new Error(l10n.t('{0} is too large for the input of an AWS CLI command.', title));
  return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), title, uri };
}

async function pickKind(kinds: readonly JobKind[]): Promise<JobKind | undefined> {
  const items = kinds.map(kind => ({
    jobKind: kind,
    icon: kind.icon,
    label: kind.title,
    description: serviceFacts[kind.service].title,
  }));
  return (
    await pick(items, {
      title: l10n.t('Import AWS CLI Input'),
      placeHolder: l10n.t('Select the kind of job; the request fits several'),
    })
  )?.jobKind;
}

/** Returns the connection's region and account, to which the spec is bound like any new spec. */
function placeOf({ connection: { state } }: Ports): { region?: string; account?: string } {
  if (state.state !== 'connected' || state.connected.simulated) return {};
  const { region, identity } = state.connected.services;
  return { region, account: identity.account };
}

function nameOf({ uri }: Source, { family }: JobKind): string {
  return uri === undefined ? family.toLowerCase() : fileName(uri).replace(/\.[^.]*$/, '');
}
