// The connection that the settings of a spec's folder name, beside the one that a command uses.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Connected, ConnectionChoice } from '../../../src/domain/connection.ts';
import { folderConnectionOf, isOtherConnection } from '../../../src/cli/jobs/folderConnection.ts';
import type { ValidSpec } from '../../../src/domain/spec/spec.ts';
import { Folder } from './support.ts';

describe("the connection of a spec's folder", () => {
  let folder: Folder;
  const settings = (path: string, text: string): void => {
    folder.write(join(path, '.vscode', 'settings.json'), text);
  };
  const found = (): ReturnType<typeof folderConnectionOf> =>
    folderConnectionOf(join(folder.path, 'clinic', 'nightly', 'notes.awsjob.json'));

  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    folder.remove();
  });

  it('is that of the nearest settings that name one', () => {
    assert.equal(found(), undefined);
    settings('.', '{ // of all\n "awsJobs.connection": { "profile": "ward", "region": "us-east-1" }, }');
    assert.deepEqual(found(), { folder: folder.path, choice: { profile: 'ward', region: 'us-east-1' } });
    settings('clinic', '{ "editor.tabSize": 2 }');
    settings('clinic/nightly', '');
    assert.deepEqual(found()?.choice, { profile: 'ward', region: 'us-east-1' });
    settings('clinic', '{ "awsJobs.connection": { "sandbox": true } }');
    assert.deepEqual(found(), { folder: join(folder.path, 'clinic'), choice: { sandbox: true } });
    settings('clinic', '{ "awsJobs.connection": null }');
    assert.deepEqual(found()?.choice, { profile: 'ward', region: 'us-east-1' });
  });

  it('is one that cannot be read if its value means nothing, or the file cannot be opened', () => {
    for (const value of ['"ward"', '{ "profile": 1 }', '{ "account": "123456789012" }', '[]', '{}']) {
      settings('clinic', `{ "awsJobs.connection": ${value} }`);
      assert.deepEqual(found(), { folder: join(folder.path, 'clinic') }, value);
    }
    settings('clinic', 'no settings');
    assert.deepEqual(found(), { folder: join(folder.path, 'clinic') });
    folder.write('clinic/nightly/.vscode/settings.json/file', 'a folder of that name');
    assert.deepEqual(found(), { folder: join(folder.path, 'clinic', 'nightly') });
  });

  const account = { account: '123456789012', partition: 'aws' };
  const connected = (profile?: string, simulated = false): Connected =>
    ({ profile, simulated, services: { region: 'us-east-1', identity: account } }) as unknown as Connected;
  const spec = (region?: string): ValidSpec => ({ region }) as unknown as ValidSpec;
  const unknown = (): undefined => undefined;
  const ward: ConnectionChoice = { profile: 'ward', region: 'us-east-1' };

  it('is another one if its profile, its region or what is behind it differs', () => {
    assert.equal(isOtherConnection(ward, spec(), connected('ward'), unknown), false);
    assert.equal(isOtherConnection(ward, spec(), connected('clinic'), unknown), true);
    assert.equal(isOtherConnection(ward, spec(), connected(), unknown), true);
    assert.equal(isOtherConnection({ region: 'us-east-1' }, spec(), connected(), unknown), false);
    assert.equal(isOtherConnection({ ...ward, region: 'eu-west-1' }, spec(), connected('ward'), unknown), true);
    assert.equal(isOtherConnection({ ...ward, region: '' }, spec(), connected('ward'), unknown), false);
    // The spec says where it runs.
    assert.equal(
      isOtherConnection({ ...ward, region: 'eu-west-1' }, spec('us-west-2'), connected('ward'), unknown),
      false,
    );
    assert.equal(isOtherConnection({ sandbox: true }, spec(), connected('ward'), unknown), true);
    assert.equal(isOtherConnection(undefined, spec(), connected('ward'), unknown), true);
    assert.equal(isOtherConnection(ward, spec(), connected('clinic', true), unknown), false, 'nothing is charged');
  });

  it('is the same if it is known to lead to the same account', () => {
    assert.equal(
      isOtherConnection(ward, spec(), connected('clinic'), () => account),
      false,
    );
    for (const other of [
      { ...account, account: '111122223333' },
      { ...account, partition: 'aws-us-gov' },
    ])
      assert.equal(
        isOtherConnection(ward, spec(), connected('clinic'), () => other),
        true,
      );
  });
});
