import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import schema from '../../../schemas/job-spec.schema.json' with { type: 'json' };
import type { JobKind } from '../../domain/jobs/kinds.ts';
import { askNewFile } from '../newFile.ts';
import type { Ports } from '../ports.ts';
import type { RunCommand } from './command.ts';

/**
 * Asks for kind, folder and name, then inserts a template and selects its first placeholder. Uses an untitled editor if
 * no folder is open.
 */
export const run: RunCommand = async (context, target) => {
  const asked = await askNewFile(l10n.t('New Job Spec'), target);
  if (asked === undefined) return;
  const { uri, kind } = asked;
  if (uri.scheme !== 'untitled') await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const editor = await vscode.window.showTextDocument(uri);
  // The editor rejects a snippet if it has just reloaded the text, which can happen with a file that was just written.
  for (
    let tries = 0;
    tries < 5 && !(await editor.insertSnippet(new vscode.SnippetString(templateOf(kind, context))));
    tries += 1
  );
};

/** Returns the schema's snippet for the kind, with the connection's region and account filled in. */
function templateOf({ action }: JobKind, { ports }: { readonly ports: Ports }): string {
  const snippet = schema.defaultSnippets.find(({ body }) => body.action === action);
  const { state } = ports.connection;
  const services = state.state === 'connected' ? state.connected.services : undefined;
  const text = JSON.stringify(snippet?.body ?? { action, request: {} }, undefined, 2);
  return services === undefined
    ? text
    : text
        .replaceAll('${1:us-east-1}', `\${1:${services.region}}`)
        .replaceAll('${2:123456789012}', `\${2:${services.identity.account}}`);
}
