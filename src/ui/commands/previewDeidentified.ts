import { l10n } from '../l10n.ts';
import { showDiff } from '../window/files.ts';
import { showStatusMessage } from '../window/messages.ts';
import { resultsUri } from '../results/uris.ts';
import type { RunCommand } from './command.ts';

/** Compares the document in front with its de-identified copy. */
export const run: RunCommand = async ({ results }) => {
  const { active } = (await results()).notes;
  if (active === undefined) {
    showStatusMessage(l10n.t('Open a document of a job’s results first.'));
    return;
  }
  const {
    open: {
      results: { job },
    },
    index,
  } = active.note;
  await showDiff(
    resultsUri('note', job, index),
    resultsUri('deidentified', job, index),
    l10n.t('De-identified: document {0}', (index + 1).toLocaleString()),
  );
};
