// What the tests of exported files share: specs with and without variables, and the reading back of a file.
import assert from 'node:assert/strict';
import { importText } from '../../../src/domain/exchange/import.ts';
import { type ExportForm, exportForms } from '../../../src/domain/exchange/write/forms.ts';
import { type ExportSource, exportSource } from '../../../src/domain/exchange/write/source.ts';
import type { JobKind } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject, JsonValue } from '../../../src/domain/json.ts';
import { check } from '../spec/support.ts';
import { notes } from './texts.ts';

/** The source of a spec that is expected to be exportable. */
export function sourceOfText(text: string, path = 'specs/notes.awsjob.json'): ExportSource {
  const source = exportSource(check(text), { path });
  if (typeof source === 'string') assert.fail(source);
  return source;
}

/** A spec with a variable of each kind. */
export const withVariables = sourceOfText(
  JSON.stringify({
    action: 'comprehendmedical:StartPHIDetectionJob',
    region: 'us-east-1',
    account: '123456789012',
    request: {
      ...notes,
      JobName: 'notes ${input:which ward?}',
      InputDataConfig: { S3Bucket: '${var:bucket}', S3Key: 'in/${date:YYYY-MM-DD}/${env:WARD}/' },
    },
  }),
);

export const form = (id: string): ExportForm => {
  const found = exportForms.find(each => each.id === id);
  assert.ok(found);
  return found;
};

/** The text of the file that was asked for. */
export function written(id: string, source: ExportSource): string {
  const [file] = form(id).write(source).files;
  assert.ok(file);
  return file.text;
}

/** The request without the token, which every start gets anew. */
export function withoutToken({ ClientRequestToken: _token, ...request }: JsonObject): JsonObject {
  return request;
}

/** Imports a text that holds one request, as a spec of this kind. */
export async function importedAs(kind: JobKind, text: string): Promise<Record<string, JsonValue>> {
  const read = await importText(text);
  assert.ok('found' in read, `${'problem' in read ? read.problem : ''}\n${text}`);
  const [found, ...others] = read.found;
  assert.ok(found);
  assert.equal(others.length, 0, text);
  assert.deepEqual(
    found.kinds.map(({ action }) => action),
    [kind.action],
  );
  return JSON.parse(found.specFor(kind).text) as Record<string, JsonValue>;
}
