// Reads the records of a job step by step, and groups them.
import { type Answer, type Refusal, answered } from '../../domain/refusal.ts';
import { Groups } from '../../domain/resolution/groups.ts';
import { type Roles, rolesOf } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';
import type { Table } from '../../domain/tables/table.ts';

/** What the records of a group have in common. */
export type GroupedBy = 'match' | 'source' | 'target';

/** So much is read without being asked, and so much more each time the user asks for it. In bytes. */
const atOnceBytes = 16 * 1_024 * 1_024;
/** The most records that are grouped: what is kept of each takes some dozens of bytes. */
const maxRecords = 2_000_000;
/** So many records are held at once: when a file has changed, all that is known is grouped again. */
const stepRecords = 10_000;

export class GroupReader {
  readonly #table: Table;
  readonly #wanted: readonly GroupedBy[];
  readonly #changed: () => void;
  readonly #rolesOf: (header: Cells) => Roles | Promise<Roles>;
  #groups = new Map<GroupedBy, Groups>();
  #isUnknown = false;
  #added = 0;
  #pairs = 0;
  #reloads = 0;
  #until = 0;
  #isReading = false;
  #isStopped = false;
  /** How often it began anew. */
  #turn = 0;

  /** `wanted`: the columns by which to group, of those that `columnRoles` finds. */
  constructor(
    table: Table,
    wanted: readonly GroupedBy[],
    changed: () => void,
    columnRoles: (header: Cells) => Roles | Promise<Roles> = rolesOf,
  ) {
    this.#rolesOf = columnRoles;
    this.#table = table;
    this.#wanted = wanted;
    this.#changed = changed;
  }

  /** Whether no column was recognised by which to group. */
  get isUnknown(): boolean {
    return this.#isUnknown;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  get isWhole(): boolean {
    return this.#table.isWhole && this.#added === this.#table.length;
  }

  /** Whether there are more records than can be grouped. */
  get isFull(): boolean {
    return !this.isWhole && this.#added >= maxRecords;
  }

  /** How many records have an ID in each of the columns. */
  get pairs(): number {
    return this.#pairs;
  }

  groups(by: GroupedBy): Groups | undefined {
    return this.#groups.get(by);
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Reads on, up to the next limit. Resolves with the refusal that ended it, if one did. */
  async read(): Promise<Refusal | undefined> {
    if (this.#isReading) return undefined;
    this.#until = this.#table.readBytes + atOnceBytes;
    return await this.#run();
  }

  /** Groups anew, by other columns, what was read so far. */
  async regroup(): Promise<Refusal | undefined> {
    this.#startOver();
    return await this.#run();
  }

  async #run(): Promise<Refusal | undefined> {
    if (this.#isReading) return undefined;
    this.#isReading = true;
    this.#isStopped = false;
    this.#changed();
    try {
      while (this.#isOn()) {
        const answer = await this.#step();
        if (!answer.ok && answer.refusal.name !== 'PreconditionFailed') return answer.refusal;
        this.#changed();
      }
      return undefined;
    } finally {
      this.#isReading = false;
      this.#changed();
    }
  }

  #isOn(): boolean {
    const { length, readBytes, failure } = this.#table;
    if (this.#isStopped) return false;
    if (failure !== undefined) return true;
    return !this.isWhole && !this.isFull && !this.#isUnknown && (this.#added < length || readBytes < this.#until);
  }

  async #step(): Promise<Answer<true>> {
    const table = this.#table;
    const isBehind = table.reloads === this.#reloads && this.#added < table.length;
    const answer = isBehind ? answered(true as const) : await table.readMore();
    if (table.reloads !== this.#reloads) this.#startOver();
    if (!answer.ok) return answer;
    const turn = this.#turn;
    if (table.header.length > 0 && this.#groups.size === 0) {
      const roles = await this.#rolesOf(table.header);
      if (turn !== this.#turn) return answered(true);
      this.#begin(roles);
    }
    const records = await table.records(this.#added, Math.min(stepRecords, table.length - this.#added));
    if (!records.ok) return records;
    if (turn === this.#turn) for (const cells of records.value) this.#add(cells);
    return answer;
  }

  #begin(roles: Roles): void {
    for (const by of this.#wanted) {
      const column = roles[by];
      if (column !== undefined) this.#groups.set(by, new Groups(column, roles));
    }
    this.#isUnknown = this.#groups.size === 0;
  }

  #add(cells: Cells): void {
    this.#added += 1;
    const [one, other] = this.#groups.values();
    const [index, otherIndex] = [one?.add(cells), other?.add(cells)];
    if (index === undefined || (other !== undefined && otherIndex === undefined)) return;
    this.#pairs += 1;
    if (otherIndex === undefined) return;
    one?.pair(index, otherIndex);
    other?.pair(otherIndex, index);
  }

  #startOver(): void {
    this.#turn += 1;
    this.#reloads = this.#table.reloads;
    this.#groups = new Map();
    this.#added = 0;
    this.#pairs = 0;
    this.#isUnknown = false;
  }
}
