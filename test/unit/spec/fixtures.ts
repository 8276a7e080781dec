// The corpus of specs under test/fixtures/specs. The first line of each lists the expected codes, in any order.
import { readFileSync, readdirSync } from 'node:fs';
import { repositoryFile } from './support.ts';

export interface Fixture {
  readonly name: string;
  readonly text: string;
  /** Sorted; a code that is expected twice is listed twice. */
  readonly expected: readonly string[];
}

function fixtures(folder: string): readonly Fixture[] {
  const place = repositoryFile(`test/fixtures/specs/${folder}/`);
  return readdirSync(place)
    .sort()
    .map(file => {
      const text = readFileSync(new URL(file, place), 'utf8');
      const [, list] = /^\/\/ expect:(.*)$/m.exec(text) ?? [];
      if (list === undefined) throw new Error(`${folder}/${file} does not tell what to expect.`);
      return {
        name: `${folder}/${file}`,
        text,
        expected: list
          .trim()
          .split(/\s+/)
          .filter(code => code !== '')
          .sort(),
      };
    });
}

/** Specs that cannot be sent. */
export const badSpecs = fixtures('bad');

/** Specs that can be sent, some with a warning. */
export const goodSpecs = fixtures('good');
