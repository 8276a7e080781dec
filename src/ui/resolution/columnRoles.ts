// What somebody has said that the columns of outputs stand for. It is remembered for the workspace by a hash of the header:
// neither names of columns nor anything of a record is kept.
import { Emitter } from '../../domain/event.ts';
import { type ChosenRoles, type Role, choose, isSurelyHeader, roleNames } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';

const memoryKey = 'results.columnRoles';
/** How many headers are remembered; the one that was chosen for the longest time ago is forgotten. */
const mostHeaders = 50;

/** What is remembered, as the editor's Memento does it. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** A header as it is stored: a hash of the names, and the columns that were chosen for. */
type Stored = readonly [hash: string, chosen: readonly (readonly [column: number, role: Role | 'none'])[]];

/** The roles by hand of all headers that are shown in this window. */
export class ColumnRoles {
  readonly #memento: Memory;
  /** By the hash. What is not remembered is true until the window closes. */
  readonly #chosen: Map<string, ChosenRoles>;
  readonly #unremembered = new Set<string>();
  readonly #changes = new Emitter<void>();
  /** Fires when a role was chosen. */
  readonly onDidChange = this.#changes.event;

  /** `memento`: that of the workspace. */
  constructor(memento: Memory) {
    this.#memento = memento;
    this.#chosen = new Map(storedIn(memento.get(memoryKey)).map(([hash, roles]) => [hash, new Map(roles)]));
  }

  /** Resolves with what was chosen for the columns of a header. */
  async of(header: Cells): Promise<ChosenRoles> {
    return this.#chosen.get(await hashOf(header)) ?? new Map();
  }

  /** Chooses the role of a column, at once for all that is open. */
  async set(header: Cells, column: number, role: Role | 'none' | 'byName'): Promise<void> {
    const hash = await hashOf(header);
    const chosen = choose(this.#chosen.get(hash) ?? new Map(), column, role);
    this.#chosen.delete(hash);
    if (chosen.size > 0) this.#chosen.set(hash, chosen);
    if (!isSurelyHeader(header)) this.#unremembered.add(hash);
    this.#changes.fire();
    const stored: readonly Stored[] = Array.from(this.#chosen)
      .filter(([each]) => !this.#unremembered.has(each))
      .slice(-mostHeaders)
      .map(([each, roles]) => [each, Array.from(roles)]);
    await this.#memento.update(memoryKey, stored);
  }
}

async function hashOf(header: Cells): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(header)));
  return Buffer.from(digest).toString('base64');
}

/** Reads what was stored, and leaves out what is damaged. */
function storedIn(value: unknown): readonly Stored[] {
  return listIn(value).flatMap(each => {
    const [hash, roles] = listIn(each);
    if (typeof hash !== 'string') return [];
    const chosen = listIn(roles).flatMap(entry => {
      const [column, name] = listIn(entry);
      const role = name === 'none' ? name : roleNames.find(known => known === name);
      return typeof column === 'number' && role !== undefined ? [[column, role] as const] : [];
    });
    return [[hash, chosen] as const];
  });
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
