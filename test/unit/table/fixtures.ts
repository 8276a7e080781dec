// The tables of test/fixtures/tables: each with the spec notes.awsjob.json, but one that has none.
import { readFileSync, readdirSync } from 'node:fs';
import { isTable } from '../../../src/domain/table/suffixes.ts';

export const tablesFolder = new URL('../../fixtures/tables/', import.meta.url);

export const textOfTable = (name: string): string =>
  new TextDecoder().decode(readFileSync(new URL(name, tablesFolder)));

export const tableNames = readdirSync(tablesFolder).filter(isTable).sort();
