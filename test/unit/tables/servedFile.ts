// S3 with one object in memory, for tests of what is made of its bytes; the real one is in the contract tests.
import { type Answer, type Refusal, answered, refused } from '../../../src/domain/refusal.ts';
import type { ObjectPart, PartRequest, ResultsPort } from '../../../src/domain/results/port.ts';
import { type Budget, TableFile } from '../../../src/domain/tables/tableFile.ts';
import { systemClock } from '../../../src/machine/clock.ts';

export class ServedFile {
  readonly asked: PartRequest[] = [];
  readonly file: TableFile;
  /** The refusal of every request while it is set. */
  refusal: Refusal | undefined;
  /** Requests that are sent while it is set are answered when it is over. */
  held: Promise<void> | undefined;
  #bytes: Uint8Array;
  #version = 1;

  constructor(content: string | Uint8Array, budget?: Budget) {
    this.#bytes = bytesOf(content);
    const readPart: ResultsPort['readPart'] = async (_region, _place, part) => {
      const answer = this.#part(part);
      await this.held;
      return answer;
    };
    const clock = { ...systemClock, after: (_ms: number, callback: () => void) => systemClock.after(0, callback) };
    const access = () => ({ readPart }) as ResultsPort;
    this.file = new TableFile({ bucket: 'b', key: 'k' }, 'us-east-1', access, clock, budget);
  }

  replace(content: string): void {
    this.#bytes = bytesOf(content);
    this.#version += 1;
  }

  /** Reads to the end, and returns all records. */
  async all(): Promise<readonly (readonly string[])[]> {
    while (!this.file.isWhole) {
      const answer = await this.file.readMore();
      if (!answer.ok) throw new Error(answer.refusal.name);
    }
    const records = await this.file.records(0, this.file.length);
    if (!records.ok) throw new Error(records.refusal.name);
    return records.value;
  }

  #part(part: PartRequest): Answer<ObjectPart> {
    this.asked.push(part);
    if (this.refusal !== undefined) return refused(this.refusal);
    const version = String(this.#version);
    if (part.version !== undefined && part.version !== version) return refused(refusalOf('PreconditionFailed'));
    if (part.from >= this.#bytes.length) return refused(refusalOf('InvalidRange'));
    const bytes = this.#bytes.slice(part.from, part.from + part.length);
    return answered({ bytes, size: this.#bytes.length, version });
  }
}

export const refusalOf = (name: string): Refusal => ({ kind: 'invalid', name, message: '', nothingHappened: true });

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
