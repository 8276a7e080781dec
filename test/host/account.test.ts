// How the connected account affects the check of a spec that names no account, in a real extension host: profiles of
// two accounts, and a fake STS that identifies whose keys signed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import { activated, until } from './support.ts';

const accounts: Readonly<Record<string, string>> = { own: '123456789012', other: '210987654321' };

const spec = JSON.stringify(
  {
    action: 'comprehendmedical:StartPHIDetectionJob',
    request: {
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
      LanguageCode: 'en',
      DataAccessRoleArn: `arn:aws:iam::${accounts['own']}:role/Data`,
      KMSKey: `arn:aws:kms:us-east-1:${accounts['own']}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    },
  },
  undefined,
  2,
);

/** Answers GetCallerIdentity with the account named in the access key; refuses everything else. */
function standIn(): Server {
  return createServer((request, response) => {
    const [, name = ''] = /Credential=AKIA([a-z]+)/.exec(request.headers.authorization ?? '') ?? [];
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', chunk => {
        body += String(chunk);
      })
      .on('end', () => {
        const account = accounts[name];
        if (account === undefined || !body.includes('GetCallerIdentity')) {
          response.writeHead(403).end();
          return;
        }
        response
          .writeHead(200, { 'content-type': 'text/xml' })
          .end(
            `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/clara</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
          );
      });
  });
}

describe('the connected account in the check of a spec', () => {
  let api: Window;
  let folder: string;
  let server: Server;
  const environment = { ...process.env };
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const connect = async (profile: string): Promise<void> => {
    await settings().update('connection', { profile, region: 'us-east-1' }, vscode.ConfigurationTarget.Global);
    await until(`the profile ${profile}`, () => {
      const { state } = api.ports.connection;
      return 'choice' in state && JSON.stringify(state.choice).includes(`"${profile}"`) ? true : undefined;
    });
    const state = await api.ports.connection.current();
    assert.ok(
      state.state === 'connected' && state.connected.services.identity.account === accounts[profile],
      JSON.stringify(state, (name, value: unknown) => (name === 'services' ? undefined : value)),
    );
  };
  const codesOf = (uri: vscode.Uri): readonly string[] =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === 'AWS Jobs')
      .map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)))
      .sort();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-account-'));
    server = standIn();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(
      join(folder, 'config'),
      Object.keys(accounts)
        .map(
          name =>
            `[profile ${name}]\naws_access_key_id = AKIA${name}\naws_secret_access_key = invented\nendpoint_url = ${endpoint}\n`,
        )
        .join(''),
    );
    writeFileSync(join(folder, 'credentials'), '');
    Object.assign(process.env, {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    });
    api = await activated();
  });
  after(async () => {
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => api.ports.connection.state.state === 'none');
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('reports a role and a key of another account, and checks again when the connection changes', async () => {
    const path = join(folder, 'notes.awsjob.json');
    writeFileSync(path, spec);
    await connect('other');
    const document = await vscode.workspace.openTextDocument(path);
    await vscode.window.showTextDocument(document);
    await until('AJ021 and AJ052', () => codesOf(document.uri).join() === 'AJ021,AJ052');
    await connect('own');
    await until('neither', () => codesOf(document.uri).length === 0);
    await connect('other');
    await until('both again', () => codesOf(document.uri).join() === 'AJ021,AJ052');
    const message =
      vscode.languages.getDiagnostics(document.uri).find(found => found.message.startsWith('The role belongs'))
        ?.message ?? '';
    assert.match(message, /account 123456789012, but the job runs in account 210987654321/);
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('neither without a connection', () => codesOf(document.uri).length === 0);
  });
});
