import { type Intent, type IntentState, isUnanswered, openStates } from '../../domain/jobs/intent.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { SecureErase } from './erasing.ts';
import type { DatabaseFile } from './file.ts';
import { type Row, idOf, intentFrom, ofAccount, redactedIntent } from './rows.ts';

const open = openStates.map(state => `'${state}'`).join();

/** The table `intents`. Every call runs in the transaction of its caller. */
export class IntentTable {
  readonly #file: DatabaseFile;
  readonly #erasing: SecureErase;

  readonly #onWritten: (intent: Intent) => void;

  /** `onWritten`: called in the same transaction. */
  constructor(file: DatabaseFile, erasing: SecureErase, onWritten: (intent: Intent) => void) {
    this.#file = file;
    this.#erasing = erasing;
    this.#onWritten = onWritten;
  }

  /** The account's unsettled starts. */
  open(account: Account): readonly Intent[] {
    return this.#file
      .all(`SELECT intent FROM intents WHERE ${ofAccount} AND state IN (${open})`, ...idOf(account))
      .flatMap(row => intentFrom(row) ?? []);
  }

  /** The unsettled starts of the same request. */
  alike(intent: Intent): readonly Intent[] {
    return this.#file
      .all(`SELECT id, state, intent FROM intents WHERE fingerprint = ? AND state IN (${open})`, intent.fingerprint)
      .map(row => intentFrom(row) ?? this.#repaired(row, intent));
  }

  /** Whether the job of a start was removed from history: then neither of them is written again. */
  isRemoved({ id }: Intent): boolean {
    return this.#file.all('SELECT 1 FROM removed WHERE intent_id = ?', id).length > 0;
  }

  of(id: string): Intent | undefined {
    const [row] = this.#file.all('SELECT intent FROM intents WHERE id = ?', id);
    return row === undefined ? undefined : intentFrom(row);
  }

  /** Not REPLACE: that would silently delete another unanswered intent with the same fingerprint. */
  write(news: Intent): void {
    const isOver = news.state === 'refused' || news.state === 'dismissed';
    const intent = isOver ? redactedIntent(news) : news;
    if (isOver) this.#erasing.recordDeletion(false);
    this.#file.run(
      `INSERT INTO intents (id, partition, account, fingerprint, state, intent) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, state = excluded.state, intent = excluded.intent`,
      intent.id,
      intent.partition,
      intent.account,
      intent.fingerprint,
      intent.state,
      JSON.stringify(intent),
    );
    this.#onWritten(news);
  }

  /**
   * Repairs a start whose row can no longer be read. It requested the same as `alike`, which has the same fingerprint,
   * and its job is looked for as if it had just been sent.
   */
  #repaired(row: Row, alike: Intent): Intent {
    const intent = { ...alike, id: String(row['id']), state: row['state'] as IntentState };
    this.write(intent);
    return intent;
  }
}

/**
 * Whether `next` may replace what is known of an intent. An answer always may; a closed intent stays closed, and news
 * of an earlier sending is outdated.
 */
export function mayFollow(known: Intent, next: Intent): boolean {
  if (next.jobId !== undefined) return true;
  if (known.jobId !== undefined || next.sentAt < known.sentAt) return false;
  return isUnanswered(known) || (known.state === 'notFound' && !isUnanswered(next));
}
