import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { VariableSources } from '../../domain/spec/variableKinds.ts';
import { resolveVariables } from '../../domain/spec/variables.ts';
import type { Ports } from '../ports.ts';
import type { SpecChecks } from './checks.ts';
import { hoverMarkdown } from '../window/markdown.ts';

/** Shows a variable's value and origin. If a variable has no value, its problem says why. */
export async function variableHover(
  ports: Pick<Ports, 'variables'>,
  checks: SpecChecks,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const offset = document.offsetAt(position);
  const { version } = document;
  const { parsed } = await checks.of(document);
  // Resolve again, because time has passed since the check.
  const sources = await ports.variables.sources(document.uri);
  const found = resolveVariables(parsed, sources).used.find(
    place => place.offset <= offset && offset <= place.offset + place.length,
  );
  if (found === undefined || document.version !== version) return undefined;
  const text = wordsOf(found.kind, found.value, sources);
  return (
    text &&
    new vscode.Hover(
      text,
      new vscode.Range(document.positionAt(found.offset), document.positionAt(found.offset + found.length)),
    )
  );
}

function wordsOf(kind: string, value: string | undefined, sources: VariableSources): vscode.MarkdownString | undefined {
  if (value === undefined)
    return kind === 'input'
      ? hoverMarkdown([l10n.t('You are asked for this value when you start the job.')])
      : undefined;
  // A value may contain anything, so it is shown as code.
  return hoverMarkdown([originOf(kind, sources)], value);
}

function originOf(kind: string, { overlay }: VariableSources): string {
  switch (kind) {
    case 'var':
      return l10n.t('From the variables overlay {0}.', overlay !== undefined && 'file' in overlay ? overlay.file : '');
    case 'env':
      return l10n.t('From the environment of the editor.');
    case 'date':
      return l10n.t('Current date and time in UTC. Updated when the job starts.');
    default:
      return l10n.t('The name of the workspace folder.');
  }
}
