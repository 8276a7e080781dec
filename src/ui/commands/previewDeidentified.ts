import { l10n } from '../l10n.ts';
import { showDiff } from '../window/files.ts';
import { findsPhi } from '../../domain/results/findsPhi.ts';
import { showMessage, showStatusMessage } from '../window/messages.ts';
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
  if (!findsPhi(job)) {
    void showMessage(
      'info',
      l10n.t('This job does not look for protected health information. Use the results of an entities or PHI job.'),
    );
    return;
  }
  await showDiff(
    resultsUri('note', job, index),
    resultsUri('deidentified', job, index),
    l10n.t('De-identified: document {0}', (index + 1).toLocaleString()),
  );
};
