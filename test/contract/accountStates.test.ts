// Conditions of an account, a session or a machine that prevent calls: with the real clients, against the sandbox.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { signInOf } from '../../src/domain/signIn.ts';
import { seed } from '../../src/sandbox/seed/seed.ts';
import { startServer } from '../../src/sandbox/server.ts';
import { Database } from '../../src/sandbox/store/database.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, identityOf, serviceError, startFaultProxy } from './faultProxy.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const region = 'eu-west-2';
const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const mapping = kindOf('entityresolution:StartIdMappingJob')!;
const session = 'aws_session_token = expired\n';

describe('the state of the account', function () {
  this.timeout(20_000);
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 3_600, maxActiveJobs: 1 });
    proxy = await startFaultProxy(sandbox.url);
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
  });
  afterEach(async () => {
    proxy.forget();
    await aws.restore();
  });

  const keys = (of = sandbox.credentials): string =>
    `aws_access_key_id = ${of.accessKeyId}\naws_secret_access_key = ${of.secretAccessKey}\n`;

  it("at its limit of active jobs is a limit in the service's words, not throttling", async () => {
    await aws.credentials(`[clinic]\n${keys()}`);
    const services = valueOf(await valueOf(await open({ profile: 'clinic', region }, { url: proxy.url })).pinned());
    valueOf(await services.start(medical, region, requestFor(medical, 'one')));
    const refusal = refusalOf(await services.start(medical, region, requestFor(medical, 'two')));
    assert.deepEqual(
      [refusal.kind, refusal.name, refusal.nothingHappened],
      ['limit', 'TooManyRequestsException', true],
    );
    assert.match(refusal.message, /limit of 1\. Wait for a job to finish/);
    // The same error name without that text is throttling.
    proxy.always('StartEntitiesDetectionV2Job', serviceError('TooManyRequestsException', 429));
    assert.equal(refusalOf(await services.start(medical, region, requestFor(medical, 'three'))).kind, 'throttled');
  });

  it('an expired session is reported by every service, with the source of its keys', async () => {
    await aws.credentials(`[clinic]\n${keys()}${session}`);
    proxy.always('GetCallerIdentity', identityOf('000000000000'));
    const { services, live } = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
    const refusals = (
      await Promise.all([
        services.list(medical, region, {}),
        services.list(mapping, region, { workflow: 'w' }),
        live.listBuckets(region),
        live.listRoles('comprehendmedical'),
        live.listKeys(region),
      ])
    ).map(refusalOf);
    for (const refusal of refusals) {
      assert.deepEqual(
        [refusal.kind, refusal.nothingHappened, refusal.origin],
        ['expired', true, { from: 'keys', profile: 'clinic' }],
      );
      assert.equal(signInOf(refusal), undefined); // keys in a file have no sign-in
    }
    proxy.forget();
    assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'expired');
  });

  for (const [what, profile, origin, argv] of [
    [
      'aws login',
      'login_session = arn:aws:iam::000000000000:user/someone',
      { from: 'login', profile: 'base' },
      ['aws', 'login', '--profile', 'base'],
    ],
    [
      'IAM Identity Center',
      'sso_start_url = https://example.awsapps.com/start\nsso_region = us-west-2\nsso_account_id = 000000000000\nsso_role_name = Clinic',
      { from: 'sso', profile: 'base' },
      ['aws', 'sso', 'login', '--profile', 'base'],
    ],
  ] as const) {
    it(`a role on top of ${what} that is not signed in names the profile to sign in with`, async () => {
      await aws.config(
        `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = base\n[profile base]\n${profile}\n`,
      );
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      assert.deepEqual([refusal.kind, refusal.origin, signInOf(refusal)?.argv], ['signedOut', origin, argv]);
      assert.equal(proxy.count(), 0);
    });
  }

  describe('with a region in another partition', () => {
    it('is not queried there', async () => {
      await aws.credentials(`[clinic]\n${keys()}`);
      const connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      const pinned = valueOf(await connected.pinned());
      proxy.forget();
      for (const other of ['us-gov-west-1', 'cn-north-1']) {
        for (const answer of [
          await pinned.start(medical, other, requestFor(medical)),
          await connected.services.list(medical, other, {}),
          await connected.live.listBuckets(other),
        ]) {
          const refusal = refusalOf(answer);
          assert.deepEqual([refusal.kind, refusal.message, refusal.nothingHappened], ['wrongPartition', other, true]);
        }
      }
      assert.equal(proxy.count(), 0);
    });
  });

  describe('without a profile, if a configured source fails', () => {
    const role = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/json' },
      get body() {
        const { accessKeyId, secretAccessKey } = sandbox.credentials;
        return JSON.stringify({
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          Token: 't',
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        });
      },
    } as const;
    const machine = (): { AWS_CONTAINER_CREDENTIALS_FULL_URI: string } => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${proxy.url}/role`,
    });

    for (const [what, config, variables] of [
      [
        'the profile that AWS_PROFILE names',
        '[profile clinic]\ncredential_process = false\n',
        { AWS_PROFILE: 'clinic' },
      ],
      [
        'a profile without credentials that AWS_PROFILE names',
        '[profile clinic]\nregion = eu-west-2\n',
        { AWS_PROFILE: 'clinic' },
      ],
      ['the default profile', '[default]\ncredential_process = false\n', {}],
      ['half a key', '', { AWS_ACCESS_KEY_ID: 'AKIAHALF' }],
      [
        'a token file that is not there',
        '',
        { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere', AWS_ROLE_ARN: 'arn:aws:iam::000000000000:role/Clinic' },
      ],
      [
        'a session that nobody began',
        '[default]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-west-2\nsso_account_id = 000000000000\nsso_role_name = Clinic\n',
        {},
      ],
    ] as const) {
      it(`${what} never falls back to the machine's role`, async () => {
        await aws.config(config);
        aws.set({ ...machine(), ...variables });
        proxy.choose(({ path }) => (path === '/role' ? role : { kind: 'pass' }));
        const refusal = refusalOf(await open({ region }, { url: proxy.url }));
        assert.ok(['credentials', 'signedOut'].includes(refusal.kind), refusal.kind);
        assert.equal(proxy.count(), 0);
      });
    }

    for (const [what, config] of [
      ['where nothing else is configured', ''],
      ['where the default profile has a region only', `[default]\nregion = ${region}\n`],
    ] as const) {
      it(`the machine's role is used ${what}`, async () => {
        await aws.config(config);
        aws.set(machine());
        proxy.choose(({ path }) => (path === '/role' ? role : { kind: 'pass' }));
        valueOf(await open({ region }, { url: proxy.url }));
        assert.equal(proxy.seen[0]?.path, '/role');
      });
    }

    it("the machine's role is used by a profile that selects it", async () => {
      await aws.config(
        '[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\ncredential_source = EcsContainer\n',
      );
      aws.set(machine());
      proxy.choose(({ path }) => (path === '/role' ? role : { kind: 'pass' }));
      refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })); // the sandbox cannot assume roles
      assert.deepEqual(
        proxy.seen.slice(0, 2).map(({ path, operation }) => (path === '/role' ? path : operation)),
        ['/role', 'AssumeRole'],
      );
    });

    it('if there is no source at all, the refusal says so', async () => {
      const refusal = refusalOf(await open({ region }, { url: proxy.url }));
      assert.deepEqual(
        [refusal.kind, refusal.name, refusal.origin],
        ['credentials', 'NoCredentials', { from: 'machine' }],
      );
    });
  });
});

describe("this computer's clock", function () {
  this.timeout(20_000);
  const credentials = { accessKeyId: 'AKIASANDBOXTEST', secretAccessKey: 'secret' };
  let aws: AwsEnvironment;
  let directory: string;
  let database: Database;
  let server: Server;
  let proxy: FaultProxy;
  let aheadMs: number;

  beforeEach(async () => {
    aws = await isolateAws();
    aheadMs = 0;
    directory = await mkdtemp(join(tmpdir(), 'clock-'));
    database = Database.open(directory);
    seed(database, Date.now());
    const started = await startServer({
      database,
      credentials,
      port: 0,
      jobDurationMs: 1_000,
      clock: () => Date.now() + aheadMs,
      onInternalError: message => {
        throw new Error(message);
      },
    });
    ({ server } = started);
    proxy = await startFaultProxy(started.url);
    await writeFile(
      join(aws.directory, 'credentials'),
      `[clinic]\naws_access_key_id = ${credentials.accessKeyId}\naws_secret_access_key = ${credentials.secretAccessKey}\n`,
    );
  });
  afterEach(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
    database.close();
    await rm(directory, { recursive: true, maxRetries: 5 });
    await aws.restore();
  });

  for (const minutes of [20, -20, 60 * 24 * 400]) {
    it(`that is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'behind' : 'ahead'} does not prevent a start, which is one request`, async () => {
      aheadMs = minutes * 60_000;
      const connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      const pinned = valueOf(await connected.pinned());
      assert.ok(Math.abs((pinned.clockOffsetMs ?? NaN) - aheadMs) <= 1_500, String(pinned.clockOffsetMs));
      for (const kind of [medical, mapping]) {
        proxy.forget();
        valueOf(await pinned.start(kind, region, requestFor(kind)));
        assert.equal(proxy.count(), 1);
      }
    });
  }

  it('is reported with its offset if the services still refuse it', async () => {
    const connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
    const pinned = valueOf(await connected.pinned());
    aheadMs = 20 * 60_000; // after its offset was measured
    for (const kind of [medical, mapping]) {
      const refusal = refusalOf(await pinned.start(kind, region, requestFor(kind)));
      assert.deepEqual([refusal.kind, refusal.nothingHappened], ['clock', true]);
      assert.ok(Math.abs((refusal.clockOffsetMs ?? NaN) - aheadMs) <= 2_000, String(refusal.clockOffsetMs));
    }
  });

  it('is not considered wrong because of one answer of STS', async () => {
    const connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
    const { body, ...rest } = identityOf('000000000000') as { kind: 'answer'; status: number; body: string };
    proxy.next('GetCallerIdentity', {
      ...rest,
      body,
      headers: { 'content-type': 'text/xml', date: new Date(Date.now() + 3_600_000).toUTCString() },
    });
    const pinned = valueOf(await connected.pinned());
    assert.equal(pinned.clockOffsetMs, undefined);
    valueOf(await pinned.start(medical, region, requestFor(medical)));
  });
});
