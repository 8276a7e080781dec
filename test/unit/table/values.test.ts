// What the account can be asked about for a cell.
import assert from 'node:assert/strict';
import { subjectAt } from '../../../src/domain/spec/livePlace.ts';
import { tableSpecOf } from '../../../src/domain/table/check.ts';
import { columnsOf } from '../../../src/domain/table/columns.ts';
import { tablePlace } from '../../../src/domain/table/place.ts';
import { memberOf, specOfRow } from '../../../src/domain/table/values.ts';
import { check } from '../spec/support.ts';

const spec = JSON.stringify({
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  region: 'us-east-1',
  request: {
    InputDataConfig: { S3Bucket: '${var:bucket}', S3Key: '${var:site}/${env:HOME}' },
    OutputDataConfig: { S3Bucket: '${env:HOME}', S3Key: '${input:Where?}' },
    DataAccessRoleArn: '${var:role}',
  },
});

/** What is suggested at the bar. */
function subjectIn(name: string, marked: string): unknown {
  const base = tableSpecOf(check(spec));
  assert.ok(typeof base !== 'string');
  const offset = marked.indexOf('|');
  const place = tablePlace(name, marked.replace('|', ''), offset);
  assert.ok(place);
  const { columns } = columnsOf(place.table, base, '');
  const target = columns[place.column]?.target;
  const path = target && memberOf(target, base);
  return path && subjectAt(path, specOfRow(base, place.table, place.row, columns), place.typed);
}
const csv = 'notes.awsjobs.csv';
const json = 'notes.awsjobs.json';
const inBucket = (folder: string): unknown => ({
  of: 'prefixes',
  asUri: false,
  foldersOnly: false,
  bucket: 'north-notes',
  prefix: folder,
  folder,
});

describe('what the account can be asked about for a cell', () => {
  it('is that of its member, with the other values of the row', () => {
    assert.deepEqual(
      subjectIn(csv, 'InputDataConfig.S3Bucket,InputDataConfig.S3Key\nnorth-notes,june/|\n'),
      inBucket('june/'),
    );
    assert.deepEqual(
      subjectIn(json, '[{ "InputDataConfig.S3Key": "june/|", "InputDataConfig.S3Bucket": "north-notes" }]'),
      inBucket('june/'),
    );
    assert.deepEqual(subjectIn(json, '[{ "DataAccessRoleArn": | }]'), { of: 'roles', service: 'comprehendmedical' });
  });

  it('is that of the member that is nothing but the variable of its column', () => {
    assert.deepEqual(subjectIn(csv, 'role,site\n|,\n'), { of: 'roles', service: 'comprehendmedical' });
    assert.deepEqual(subjectIn(csv, 'bucket,site\n|,a\n'), { of: 'buckets', asUri: false });
    assert.equal(subjectIn(csv, 'bucket,site\na,|\n'), undefined);
  });

  it('uses the variables of the row, and none of elsewhere', () => {
    assert.deepEqual(subjectIn(csv, 'bucket,InputDataConfig.S3Key\nnorth-notes,|\n'), inBucket(''));
    assert.equal(subjectIn(csv, 'bucket,input:Where?\nnorth-notes,|\n'), undefined);
  });

  it('is nothing for names', () => {
    assert.equal(subjectIn(csv, 'name,bucket\n|,\n'), undefined);
    assert.equal(subjectIn(csv, 'unknown\n|\n'), undefined);
  });
});
