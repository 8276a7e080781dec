import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showStatusMessage } from '../window/messages.ts';
import { meaningText } from '../results/texts.ts';
import { pick } from '../window/pick.ts';
import type { RunCommand } from './command.ts';

/** Copies a code: the one that was clicked, or one of the entity at the cursor. */
export const run: RunCommand = async ({ results }, target) => {
  const code = typeof target === 'string' ? target : await pickCode(await results());
  if (code === undefined) return;
  await vscode.env.clipboard.writeText(code);
  showStatusMessage(l10n.t('Copied {0}', code));
};

async function pickCode({
  notes,
}: Awaited<ReturnType<Parameters<RunCommand>[0]['results']>>): Promise<string | undefined> {
  const { active } = notes;
  const selected = active?.note.selected;
  if (active === undefined || selected === undefined) {
    showStatusMessage(l10n.t('There is no entity at the cursor.'));
    return undefined;
  }
  const concepts = notes.conceptsOf(active.note, selected);
  const [first] = concepts;
  if (first === undefined) {
    showStatusMessage(l10n.t('The entity has no codes.'));
    return undefined;
  }
  if (concepts.length === 1) return first.code;
  const choices = concepts.map(concept => ({ concept, label: concept.code, description: meaningText(concept) }));
  return (await pick(choices, { placeHolder: l10n.t('Select a code to copy'), matchOnDescription: true }))?.concept
    .code;
}
