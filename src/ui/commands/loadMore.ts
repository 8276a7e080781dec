import { l10n } from '../l10n.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { nodeKeyIn, nodeOf } from '../tree/keys.ts';
import { loadMoreId } from '../tree/model.ts';
import { connectionText, refusalText } from '../words.ts';
import type { RunCommand } from './command.ts';

/**
 * Loads more jobs. The target is the “Load More” row; from the Command Palette, it is the selected group, else all
 * jobs.
 */
export const run: RunCommand = async ({ ports: { connection, discovery, list, start }, view }, target) => {
  const key = nodeKeyIn(target) ?? view.selection[0];
  const node = key && nodeOf(key);
  const group =
    node?.kind === 'more' || node?.kind === 'group' ? node.group : list.query.grouping === 'none' ? '' : loadMoreId;
  const known = list.groups().some(each => each.group === group) ? group : loadMoreId;
  await view.loadMore(known, async wanted => {
    const state = await connection.current();
    if (state.state !== 'connected') return;
    const services = pacedServices(state.connected.services, start.clock);
    const refusal = await withProgress(l10n.t('Loading more jobs…'), signal =>
      discovery.readOlder(list.query, services, signal, known === loadMoreId ? undefined : known, wanted),
    );
    if (refusal !== undefined && refusal.kind !== 'cancelled')
      void showMessage(
        'error',
        l10n.t(
          'Could not load more jobs from “{0}”. {1}',
          connectionText(state.choice),
          refusalText(refusal, state.choice),
        ),
      );
  });
};
