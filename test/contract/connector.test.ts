import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listProfiles } from '../../src/aws/index.ts';
import type { Connected } from '../../src/domain/connection.ts';
import { type JobKind, kindOf } from '../../src/domain/jobs/kinds.ts';
import { signInOf } from '../../src/domain/signIn.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, htmlPage, identityOf, serviceError, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const region = 'eu-west-2';
const request = {
  InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
  OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out' },
  DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
  LanguageCode: 'en',
};

describe('connector', function () {
  let sandbox: RunningSandbox;
  let aws: AwsEnvironment;
  /** In front of the sandbox; `other` must not be called where a test says so. */
  let proxy: FaultProxy;
  let other: FaultProxy;

  before(async () => {
    sandbox = await startSandbox();
    [proxy, other] = await Promise.all([startFaultProxy(sandbox.url), startFaultProxy(sandbox.url)]);
  });
  after(async () => {
    await Promise.all([proxy.close(), other.close()]);
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
  });
  afterEach(async () => {
    proxy.forget();
    other.forget();
    await aws.restore();
  });

  const keys = (accessKeyId = sandbox.credentials.accessKeyId): string =>
    `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${sandbox.credentials.secretAccessKey}\n`;
  const list = (connected: Connected, kind: JobKind = medical): ReturnType<Connected['services']['list']> =>
    connected.services.list(
      kind,
      region,
      kind.service === 'entityresolution' ? { workflow: 'patient-id-mapping' } : {},
    );
  const nothingSent = (): void => {
    assert.equal(proxy.count() + other.count(), 0);
    assert.deepEqual(aws.lookups, []);
  };

  describe('the sandbox', () => {
    it('is reached with its own key, and its jobs are in their own partition', async () => {
      const connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials }));
      assert.equal(connected.simulated, true);
      assert.deepEqual(connected.services.identity, {
        account: '000000000000',
        arn: 'arn:aws:iam::000000000000:user/sandbox',
        partition: 'sandbox',
      });
      assert.equal(connected.services.region, 'us-east-1');
      valueOf(await list(connected));
      assert.deepEqual(
        proxy.seen.map(({ operation }) => operation),
        ['GetCallerIdentity', 'ListEntitiesDetectionV2Jobs'],
      );
    });

    it('is reached whatever AWS configuration exists', async () => {
      await aws.config(
        `[profile broken]\nregion = eu-west-1\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nendpoint_url = ${other.url}\nservices = none\n`,
      );
      aws.set({
        AWS_PROFILE: 'broken',
        AWS_ENDPOINT_URL: other.url,
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
        AWS_ACCESS_KEY_ID: 'AKIAOTHER',
        AWS_SECRET_ACCESS_KEY: 'other',
      });
      const connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials }));
      valueOf(await list(connected));
      valueOf(await list(connected, kindOf('entityresolution:StartIdMappingJob')));
      assert.equal(other.count(), 0);
      assert.deepEqual(aws.lookups, []);
    });

    it('that does not start is a refusal with the reason', async () => {
      const refusal = refusalOf(await open({ sandbox: true }));
      assert.equal(refusal.message, 'no sandbox was expected');
      assert.equal(refusal.nothingHappened, true);
    });
  });

  describe('a profile', () => {
    it('with static keys goes where the setting says', async () => {
      await aws.credentials(`[clinic]\n${keys()}`);
      const connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      assert.equal(connected.simulated, false);
      assert.deepEqual(connected.services.identity, {
        account: '000000000000',
        arn: 'arn:aws:iam::000000000000:user/sandbox',
        partition: 'aws',
      });
      assert.equal(await connected.services.endpoint('comprehendmedical', region), proxy.url);
      assert.equal(await connected.services.endpoint('entityresolution', region), proxy.url);
      valueOf(await list(connected));
      assert.deepEqual(aws.lookups, []);
    });

    it('that does not exist never falls back to other credentials', async () => {
      await aws.credentials(`[default]\n${keys()}[other]\n${keys()}`);
      aws.set({
        AWS_PROFILE: 'other',
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      });
      for (const profile of ['clinic', 'constructor', '__proto__', 'toString']) {
        const refusal = refusalOf(await open({ profile, region }, { url: proxy.url }));
        assert.deepEqual(
          [refusal.kind, refusal.name, refusal.message, refusal.nothingHappened],
          ['setup', 'NoSuchProfile', profile, true],
        );
      }
      nothingSent();
    });

    it('that AWS_PROFILE names and that does not exist is refused, too', async () => {
      await aws.credentials(`[default]\n${keys()}`);
      // If the profile is missing, the SDK would look for the machine's own role: here, a container's credentials.
      aws.set({ AWS_PROFILE: 'clinic', AWS_CONTAINER_CREDENTIALS_FULL_URI: `${other.url}/role` });
      const refusal = refusalOf(await open({ region }, { url: proxy.url }));
      assert.deepEqual([refusal.kind, refusal.name, refusal.message], ['setup', 'NoSuchProfile', 'clinic']);
      nothingSent();
    });

    it('without credentials is refused, and no other source is tried', async () => {
      await aws.config(`[default]\n${keys()}[profile clinic]\nregion = ${region}\n`);
      aws.set({
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${other.url}/role`,
      });
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      assert.deepEqual([refusal.kind, refusal.nothingHappened], ['credentials', true]);
      assert.match(refusal.message, /\[clinic\]/);
      nothingSent();
    });

    it('with half a key is refused', async () => {
      await aws.credentials('[clinic]\naws_access_key_id = AKIAHALF\n');
      assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'credentials');
      nothingSent();
    });

    it('with an unknown key is refused, in the name of STS', async () => {
      await aws.credentials(`[clinic]\n${keys('AKIANOBODY')}`);
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
      assert.deepEqual(
        [refusal.kind, refusal.name, refusal.httpStatus, refusal.nothingHappened],
        ['credentials', 'InvalidClientTokenId', 403, true],
      );
    });
  });

  describe('without a profile', () => {
    it("uses the environment's keys", async () => {
      aws.set({
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      });
      assert.equal(valueOf(await open({ region }, { url: proxy.url })).services.identity.account, '000000000000');
    });

    it('uses AWS_PROFILE, and ignores an empty one', async () => {
      await aws.credentials(`[clinic]\n${keys()}[default]\n${keys('AKIADEFAULT')}`);
      aws.set({ AWS_PROFILE: 'clinic' });
      valueOf(await open({ region }, { url: proxy.url }));
      assert.equal(proxy.seen.at(-1)?.accessKeyId, sandbox.credentials.accessKeyId);
      aws.set({ AWS_PROFILE: '' });
      proxy.always('GetCallerIdentity', identityOf('111111111111'));
      valueOf(await open({ region }, { url: proxy.url }));
      assert.equal(proxy.seen.at(-1)?.accessKeyId, 'AKIADEFAULT');
    });

    it('and without any credentials is refused', async () => {
      assert.equal(refusalOf(await open({ region }, { url: proxy.url })).kind, 'credentials');
      nothingSent();
    });
  });

  describe('the region', () => {
    const regionOf = async (choice: { profile?: string; region: string }): Promise<string> =>
      valueOf(await open(choice, { url: proxy.url })).services.region;

    it('comes from the connection, otherwise from the profile', async () => {
      await aws.config(`[profile clinic]\nregion = ap-southeast-2\n${keys()}`);
      aws.set({ AWS_REGION: 'us-west-2' });
      assert.equal(await regionOf({ profile: 'clinic', region: 'ca-central-1' }), 'ca-central-1');
      assert.equal(await regionOf({ profile: 'clinic', region: '' }), 'ap-southeast-2');
      assert.match(String(proxy.seen.at(-1)?.headers['authorization']), /\/ap-southeast-2\/sts\//);
    });

    it('comes from the environment before the default profile if there is no profile, as in every AWS tool', async () => {
      await aws.config(`[default]\nregion = ap-southeast-2\n${keys()}`);
      assert.equal(await regionOf({ region: '' }), 'ap-southeast-2');
      aws.set({ AWS_DEFAULT_REGION: 'us-west-2' });
      assert.equal(await regionOf({ region: '' }), 'us-west-2');
      aws.set({ AWS_REGION: 'us-east-2' });
      assert.equal(await regionOf({ region: '' }), 'us-east-2');
    });

    it('is a refusal if nothing names it', async () => {
      await aws.credentials(`[clinic]\n${keys()}`);
      aws.set({ AWS_REGION: 'us-west-2' });
      const refusal = refusalOf(await open({ profile: 'clinic', region: '' }, { url: proxy.url }));
      assert.deepEqual([refusal.kind, refusal.name, refusal.nothingHappened], ['setup', 'NoRegion', true]);
      nothingSent();
    });
  });

  describe('the endpoint', () => {
    const profile = (more: string): string => `[profile clinic]\n${keys()}${more}\n`;
    const section = (name: string, url: string): string =>
      `[services ${name}]\ncomprehendmedical =\n  endpoint_url = ${url}\nsts =\n  endpoint_url = ${url}\n`;

    it("comes from the profile's endpoint_url", async () => {
      await aws.config(profile(`endpoint_url = ${proxy.url}`));
      const connected = valueOf(await open({ profile: 'clinic', region }));
      valueOf(await list(connected));
      valueOf(await list(connected, kindOf('entityresolution:StartIdMappingJob')));
      assert.deepEqual(
        proxy.seen.map(({ operation }) => operation),
        ['GetCallerIdentity', 'ListEntitiesDetectionV2Jobs', 'ListIdMappingJobs'],
      );
      assert.deepEqual(aws.lookups, []);
    });

    it("comes from the profile's services section for the services named there", async () => {
      await aws.config(`${profile(`services = here\nendpoint_url = ${other.url}`)}${section('here', proxy.url)}`);
      const connected = valueOf(await open({ profile: 'clinic', region }));
      valueOf(await list(connected));
      assert.deepEqual([proxy.count(), other.count()], [2, 0]);
      valueOf(await list(connected, kindOf('entityresolution:StartIdMappingJob')));
      assert.equal(other.count('ListIdMappingJobs'), 1);
    });

    it("of a missing services section is refused, instead of calling the service's default endpoint", async () => {
      await aws.config(profile('services = missing'));
      const refusal = refusalOf(await open({ profile: 'clinic', region }));
      assert.deepEqual([refusal.kind, refusal.name, refusal.nothingHappened], ['setup', 'NoSuchServicesSection', true]);
      assert.match(refusal.message, /missing/);
      nothingSent();
    });

    it('of another profile is never used, with or without AWS_PROFILE', async () => {
      await aws.config(
        `[profile a]\n${keys('AKIAOFA')}endpoint_url = ${other.url}\n[profile b]\n${keys()}endpoint_url = ${proxy.url}\n`,
      );
      aws.set({ AWS_PROFILE: 'a' });
      const connected = valueOf(await open({ profile: 'b', region }));
      const pinned = valueOf(await connected.pinned());
      for (const kind of [medical, kindOf('entityresolution:StartIdMappingJob')!]) {
        valueOf(await list(connected, kind));
        await connected.services.describe(kind, region, { id: '0'.repeat(32), workflow: 'patient-id-mapping' });
      }
      valueOf(await pinned.start(medical, region, request));
      for (const services of [connected.services, pinned]) {
        for (const credential of [sandbox.credentials.accessKeyId, sandbox.credentials.secretAccessKey])
          assert.equal(services.holdsCredential?.(`run ${credential}/`), true);
        assert.equal(services.holdsCredential?.(JSON.stringify(request)), false);
      }
      assert.equal(other.count(), 0);
      assert.equal(proxy.count(), 7);
      assert.ok(proxy.seen.every(({ accessKeyId }) => accessKeyId === sandbox.credentials.accessKeyId));
    });

    it('of another profile is not used for a profile that has none', async () => {
      await aws.config(`[profile a]\n${keys()}endpoint_url = ${other.url}\n[profile b]\n${keys()}`);
      aws.set({ AWS_PROFILE: 'a' });
      const refusal = refusalOf(await open({ profile: 'b', region }));
      assert.equal(refusal.name, 'ENOTFOUND');
      assert.equal(other.count(), 0);
      assert.deepEqual([...new Set(aws.lookups)], ['sts.eu-west-2.amazonaws.com']);
    });

    for (const { what, text, variables, setting, expected } of [
      {
        what: 'the setting goes before all',
        text: 'endpoint_url = http://127.0.0.1:4',
        variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:3', AWS_ENDPOINT_URL_COMPREHENDMEDICAL: 'http://127.0.0.1:2' },
        setting: 'http://127.0.0.1:1',
        expected: 'http://127.0.0.1:1',
      },
      {
        what: "the service's variable goes before the general one",
        text: 'endpoint_url = http://127.0.0.1:4',
        variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:3', AWS_ENDPOINT_URL_COMPREHENDMEDICAL: 'http://127.0.0.1:2' },
        expected: 'http://127.0.0.1:2',
      },
      {
        what: 'the general variable goes before the profile',
        text: 'endpoint_url = http://127.0.0.1:4',
        variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:3' },
        expected: 'http://127.0.0.1:3',
      },
      {
        what: 'an empty variable is none',
        text: 'endpoint_url = http://127.0.0.1:4',
        variables: { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_COMPREHENDMEDICAL: '' },
        expected: 'http://127.0.0.1:4',
      },
      {
        what: "ignore_configured_endpoint_urls takes the profile's away",
        text: 'endpoint_url = http://127.0.0.1:4\nignore_configured_endpoint_urls = true',
        variables: {},
        expected: 'https://comprehendmedical.eu-west-2.amazonaws.com/',
      },
      {
        what: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS takes the variables' away too",
        text: 'endpoint_url = http://127.0.0.1:4',
        variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:3', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' },
        expected: 'https://comprehendmedical.eu-west-2.amazonaws.com/',
      },
      {
        what: "but not the setting's",
        text: 'ignore_configured_endpoint_urls = true',
        variables: {},
        setting: 'http://127.0.0.1:1',
        expected: 'http://127.0.0.1:1',
      },
      {
        what: "FIPS is the service's own FIPS endpoint",
        text: 'use_fips_endpoint = true',
        variables: {},
        expected: 'https://comprehendmedical-fips.eu-west-2.amazonaws.com/',
      },
      {
        what: 'the environment can ask for FIPS',
        text: '',
        variables: { AWS_USE_FIPS_ENDPOINT: 'true' },
        expected: 'https://comprehendmedical-fips.eu-west-2.amazonaws.com/',
      },
    ]) {
      it(what, async () => {
        await aws.config(profile(text));
        aws.set(variables);
        const connected = valueOf(
          await open(
            { profile: 'clinic', region },
            { endpoints: { sts: proxy.url, ...(setting === undefined ? {} : { comprehendmedical: setting }) } },
          ),
        );
        assert.equal(await connected.services.endpoint('comprehendmedical', region), expected);
      });
    }

    it('is the FIPS endpoint that was shown', async () => {
      await aws.config(profile('use_fips_endpoint = true'));
      const connected = valueOf(await open({ profile: 'clinic', region }, { endpoints: { sts: proxy.url } }));
      aws.set({ AWS_USE_FIPS_ENDPOINT: 'true' });
      assert.equal(refusalOf(await list(connected)).name, 'ENOTFOUND');
      assert.deepEqual([...new Set(aws.lookups)], ['comprehendmedical-fips.eu-west-2.amazonaws.com']);
    });

    for (const url of [
      '127.0.0.1 4566',
      'localhost:4566',
      '127.0.0.1:4566',
      'ftp://127.0.0.1/',
      'file:///tmp',
      'http://',
      '//127.0.0.1:4566',
    ]) {
      it(`that is not a service URL (${url}) is refused, and no other endpoint is called`, async () => {
        await aws.config(profile(`endpoint_url = ${url}`));
        for (const setup of [{}, { endpoints: { sts: proxy.url, comprehendmedical: url } }]) {
          const refusal = refusalOf(await open({ profile: 'clinic', region }, setup));
          assert.deepEqual(
            [refusal.kind, refusal.name, refusal.message, refusal.nothingHappened],
            ['setup', 'InvalidEndpoint', url, true],
          );
        }
        nothingSent();
      });
    }
  });

  describe('a profile with credentials from another source', () => {
    const rolePair = (more = ''): string =>
      `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = base\nendpoint_url = ${proxy.url}\n${more}[profile base]\n${keys('AKIABASE')}endpoint_url = ${other.url}\n`;
    const assumed = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/xml' },
      get body() {
        const { accessKeyId, secretAccessKey } = sandbox.credentials;
        return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>session</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
      },
    } as const;

    it('runs credential_process', async () => {
      const script = join(aws.directory, 'keys.mjs');
      await writeFile(
        script,
        `console.log(JSON.stringify({ Version: 1, AccessKeyId: '${sandbox.credentials.accessKeyId}', SecretAccessKey: '${sandbox.credentials.secretAccessKey}' }))`,
      );
      await aws.config(`[profile clinic]\ncredential_process = "${process.execPath}" "${script}"\n`);
      valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
    });

    for (const [what, program] of [
      ['fails', 'process.exit(3)'],
      ['says nonsense', 'console.log("<html>")'],
      ['says too little', 'console.log(\'{"Version":1}\')'],
    ] as const) {
      it(`is refused if credential_process ${what}`, async () => {
        const script = join(aws.directory, 'keys.mjs');
        await writeFile(script, program);
        await aws.config(
          `[profile clinic]\ncredential_process = "${process.execPath}" "${script}"\n[default]\n${keys()}`,
        );
        const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
        assert.deepEqual([refusal.kind, refusal.nothingHappened], ['credentials', true]);
        nothingSent();
      });
    }

    it("assumes a role with the source profile's keys, at the selected profile's STS endpoint", async () => {
      await aws.config(rolePair());
      proxy.always('AssumeRole', assumed);
      const connected = valueOf(await open({ profile: 'clinic', region }));
      valueOf(await list(connected));
      assert.deepEqual(
        proxy.seen.map(({ operation, accessKeyId }) => [operation, accessKeyId]),
        [
          ['AssumeRole', 'AKIABASE'],
          ['GetCallerIdentity', sandbox.credentials.accessKeyId],
          ['ListEntitiesDetectionV2Jobs', sandbox.credentials.accessKeyId],
        ],
      );
      const asked = new URLSearchParams(proxy.seen[0]?.body);
      assert.equal(asked.get('RoleArn'), 'arn:aws:iam::000000000000:role/Clinic');
      assert.match(String(proxy.seen[0]?.headers['authorization']), /\/eu-west-2\/sts\//);
      assert.equal(proxy.seen[1]?.headers['x-amz-security-token'], 'session');
      assert.equal(other.count(), 0);
      assert.deepEqual(aws.lookups, []);
    });

    it('is refused if the role cannot be assumed, and nothing else is sent', async () => {
      await aws.config(rolePair());
      proxy.always('AssumeRole', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error><RequestId>r</RequestId></ErrorResponse>',
      });
      const refusal = refusalOf(await open({ profile: 'clinic', region }));
      assert.deepEqual([refusal.kind, refusal.name, refusal.nothingHappened], ['denied', 'AccessDenied', true]);
      assert.equal(proxy.count(), 1);
      assert.deepEqual(aws.lookups, []);
    });

    it('assumes a role by web identity without a signature, at the same endpoint', async () => {
      const tokenFile = join(aws.directory, 'token');
      await writeFile(tokenFile, 'the-token');
      await aws.config(
        `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nweb_identity_token_file = ${tokenFile}\nendpoint_url = ${proxy.url}\n`,
      );
      proxy.next('AssumeRoleWithWebIdentity', {
        ...assumed,
        body: assumed.body.replaceAll('AssumeRole', 'AssumeRoleWithWebIdentity'),
      });
      valueOf(await open({ profile: 'clinic', region }));
      assert.deepEqual(
        proxy.seen.map(({ operation, accessKeyId }) => [operation, accessKeyId]),
        [
          ['AssumeRoleWithWebIdentity', ''],
          ['GetCallerIdentity', sandbox.credentials.accessKeyId],
        ],
      );
      assert.equal(new URLSearchParams(proxy.seen[0]?.body).get('WebIdentityToken'), 'the-token');
      assert.deepEqual(aws.lookups, []);
    });

    for (const [what, fault] of [
      ['an HTML page', htmlPage(200)],
      ['nothing', { kind: 'answer', status: 200, body: '' }],
    ] as const) {
      it(`gets no credentials from a role that STS answers with ${what}`, async () => {
        await aws.config(rolePair());
        proxy.always('AssumeRole', fault);
        const refusal = refusalOf(await open({ profile: 'clinic', region }));
        assert.equal(refusal.nothingHappened, true);
        assert.equal(proxy.count('GetCallerIdentity'), 0);
      });
    }

    it("is refused if the role's source is missing", async () => {
      await aws.config('[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = nobody\n');
      assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'credentials');
      nothingSent();
    });

    it('is refused if its roles form a cycle', async () => {
      await aws.config(
        '[profile a]\nrole_arn = arn:aws:iam::000000000000:role/A\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::000000000000:role/B\nsource_profile = a\n',
      );
      assert.equal(refusalOf(await open({ profile: 'a', region }, { url: proxy.url })).kind, 'credentials');
      nothingSent();
    });

    describe('with MFA', () => {
      const serial = 'arn:aws:iam::000000000000:mfa/someone';

      it('asks for the code once, even for many calls', async () => {
        await aws.config(rolePair(`mfa_serial = ${serial}\n`));
        proxy.always('AssumeRole', assumed);
        const asked: string[] = [];
        const connected = valueOf(
          await open(
            { profile: 'clinic', region },
            {
              askMfaCode: device => {
                asked.push(device);
                return Promise.resolve('123456');
              },
            },
          ),
        );
        await Promise.all(
          [list(connected), list(connected), connected.pinned()].map(async answer => {
            valueOf<unknown>(await answer);
          }),
        );
        assert.deepEqual(asked, [serial]);
        const body = new URLSearchParams(proxy.seen[0]?.body);
        assert.deepEqual([body.get('SerialNumber'), body.get('TokenCode')], [serial, '123456']);
      });

      it('sends nothing if the code is not entered', async () => {
        await aws.config(rolePair(`mfa_serial = ${serial}\n`));
        const refusal = refusalOf(
          await open(
            { profile: 'clinic', region },
            {
              askMfaCode: () =>
                Promise.reject(Object.assign(new Error('no MFA code was given'), { name: 'AbortError' })),
            },
          ),
        );
        assert.deepEqual([refusal.kind, refusal.nothingHappened], ['cancelled', true]);
        nothingSent();
      });

      it('does not ask again on a refresh if the code is not entered, but does on a start', async () => {
        await aws.config(rolePair(`mfa_serial = ${serial}\n`));
        proxy.always('AssumeRole', assumed);
        let asked = 0;
        const connected = valueOf(
          await open(
            { profile: 'clinic', region },
            {
              askMfaCode: () => {
                asked += 1;
                return asked === 2
                  ? Promise.reject(Object.assign(new Error('no MFA code was given'), { name: 'AbortError' }))
                  : Promise.resolve('123456');
              },
            },
          ),
        );
        proxy.next('ListEntitiesDetectionV2Jobs', serviceError('ExpiredTokenException', 400));
        assert.equal(refusalOf(await list(connected)).kind, 'expired');
        for (let round = 0; round < 3; round += 1) assert.equal(refusalOf(await list(connected)).kind, 'expired');
        assert.equal(asked, 2);
        valueOf(await connected.pinned());
        valueOf(await list(connected));
        assert.equal(asked, 3);
      });

      it('is refused without asking, and without an exception, if the source is missing', async () => {
        await aws.config(
          `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = nobody\nmfa_serial = ${serial}\n`,
        );
        let asked = 0;
        const refusal = refusalOf(
          await open(
            { profile: 'clinic', region },
            {
              url: proxy.url,
              askMfaCode: async () => {
                asked += 1;
                await new Promise(resolve => {
                  setTimeout(resolve, 20);
                });
                return '123456';
              },
            },
          ),
        );
        assert.equal(refusal.kind, 'credentials');
        assert.equal(asked, 0);
      });
    });

    describe('from IAM Identity Center', () => {
      const session = '[sso-session work]\nsso_region = us-west-2\nsso_start_url = https://example.awsapps.com/start\n';
      const sso = `[profile clinic]\nsso_session = work\nsso_account_id = 000000000000\nsso_role_name = Clinic\n${session}`;
      /** SHA-1 of "work", as the CLI names the file. */
      const tokenFile = '/.aws/sso/cache/3b04b8a7d4e4ff0a01bd4bd65bbfcc46e8dca3d5.json';
      const token = async (expiresAt: number): Promise<void> => {
        const { createHash } = await import('node:crypto');
        const folder = join(aws.directory, '.aws/sso/cache');
        await mkdir(folder, { recursive: true });
        assert.ok(tokenFile.startsWith('/.aws/sso/cache/'));
        await writeFile(
          join(folder, `${createHash('sha1').update('work').digest('hex')}.json`),
          JSON.stringify({
            accessToken: 'token',
            expiresAt: new Date(expiresAt).toISOString(),
            region: 'us-west-2',
            startUrl: 'https://example.awsapps.com/start',
          }),
        );
      };

      it('is not signed in if a session was never started', async () => {
        await aws.config(sso);
        const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
        assert.deepEqual([refusal.kind, refusal.nothingHappened], ['signedOut', true]);
        assert.deepEqual(signInOf(refusal)?.argv, ['aws', 'sso', 'login', '--profile', 'clinic']);
        nothingSent();
      });

      it('is "expired" if the session has ended', async () => {
        await aws.config(sso);
        await token(Date.now() - 60_000);
        const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
        assert.deepEqual([refusal.kind, signInOf(refusal)?.profile], ['expired', 'clinic']);
        nothingSent();
      });

      it('is refused if the session is missing in the config', async () => {
        await aws.config(sso.replace(session, ''));
        assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'credentials');
        nothingSent();
      });

      it("is called in its own region, not in the connection's", async () => {
        await aws.config(sso);
        await token(Date.now() + 3_600_000);
        refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
        assert.deepEqual([...new Set(aws.lookups)], ['portal.sso.us-west-2.amazonaws.com']);
        assert.equal(proxy.count(), 0);
      });
    });
  });

  describe('credentials that change', () => {
    const write = (accessKeyId: string): Promise<void> => aws.credentials(`[clinic]\n${keys(accessKeyId)}`);
    const openClinic = async (): Promise<Connected> =>
      valueOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
    const empty = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: '{"ComprehendMedicalAsyncJobPropertiesList":[]}',
    } as const;
    const refuseKey = (): void => {
      proxy.next('ListEntitiesDetectionV2Jobs', serviceError('UnrecognizedClientException', 400));
    };

    it('are read again when the service refuses the old ones, then checked and used', async () => {
      await write('AKIAOLD');
      proxy.always('GetCallerIdentity', identityOf('111111111111'));
      proxy.always('ListEntitiesDetectionV2Jobs', empty);
      const connected = await openClinic();
      valueOf(await list(connected));
      await write('AKIANEW');
      refuseKey();
      assert.equal(refusalOf(await list(connected)).kind, 'credentials');
      valueOf(await list(connected));
      assert.deepEqual(
        proxy.seen.slice(-2).map(({ operation, accessKeyId }) => [operation, accessKeyId]),
        [
          ['GetCallerIdentity', 'AKIANEW'],
          ['ListEntitiesDetectionV2Jobs', 'AKIANEW'],
        ],
      );
      valueOf(await list(connected));
      assert.equal(proxy.count('GetCallerIdentity'), 2);
    });

    it('are renewed if they expire soon', async () => {
      const script = join(aws.directory, 'keys.mjs');
      const counter = join(aws.directory, 'count');
      await writeFile(
        script,
        `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
        const count = existsSync('${counter}') ? Number(readFileSync('${counter}')) + 1 : 1;
        writeFileSync('${counter}', String(count));
        console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIA' + count, SecretAccessKey: 'secret', SessionToken: 'session', Expiration: new Date(Date.now() + 30000).toISOString() }));`,
      );
      await aws.config(`[profile clinic]\ncredential_process = "${process.execPath}" "${script}"\n`);
      proxy.always('GetCallerIdentity', identityOf('111111111111'));
      proxy.always('ListEntitiesDetectionV2Jobs', empty);
      const connected = await openClinic();
      valueOf(await list(connected));
      valueOf(await list(connected));
      // No key was used for a job call before STS was asked about it.
      const checked = new Set(
        proxy.seen.filter(({ operation }) => operation === 'GetCallerIdentity').map(({ accessKeyId }) => accessKeyId),
      );
      const used = proxy.seen
        .filter(({ operation }) => operation !== 'GetCallerIdentity')
        .map(({ accessKeyId }) => accessKeyId);
      assert.equal(new Set(used).size, 2);
      assert.ok(
        used.every(accessKeyId => checked.has(accessKeyId)),
        `${used.join()} of ${[...checked].join()}`,
      );
    });

    it('of another account are refused before the first call of a connection', async () => {
      const script = join(aws.directory, 'keys.mjs');
      const keyFile = join(aws.directory, 'key');
      await writeFile(
        script,
        `import { readFileSync } from 'node:fs';
        console.log(JSON.stringify({ Version: 1, AccessKeyId: readFileSync('${keyFile}', 'utf8'), SecretAccessKey: 'secret', Expiration: new Date(Date.now() + 30000).toISOString() }));`,
      );
      await aws.config(`[profile clinic]\ncredential_process = "${process.execPath}" "${script}"\n`);
      await writeFile(keyFile, 'AKIAOLD');
      proxy.next('GetCallerIdentity', identityOf('111111111111'));
      proxy.next('GetCallerIdentity', identityOf('222222222222'));
      const connected = await openClinic();
      await writeFile(keyFile, 'AKIANEW');
      const refusal = refusalOf(await list(connected));
      assert.deepEqual(
        [refusal.kind, refusal.message, refusal.nothingHappened],
        ['wrongAccount', '222222222222', true],
      );
      assert.equal(proxy.count('ListEntitiesDetectionV2Jobs'), 0);
    });

    it('of another account are refused in an open connection, repeatedly', async () => {
      await write('AKIAOLD');
      proxy.next('GetCallerIdentity', identityOf('111111111111'));
      proxy.always('GetCallerIdentity', identityOf('222222222222'));
      const connected = await openClinic();
      await write('AKIANEW');
      refuseKey();
      refusalOf(await list(connected));
      proxy.always('ListEntitiesDetectionV2Jobs', empty);
      for (let round = 0; round < 2; round += 1) assert.equal(refusalOf(await list(connected)).kind, 'wrongAccount');
      assert.equal(refusalOf(await connected.services.start(medical, region, request)).kind, 'wrongAccount');
      assert.equal(refusalOf(await connected.pinned()).kind, 'wrongAccount');
      assert.deepEqual(
        [proxy.count('ListEntitiesDetectionV2Jobs'), proxy.count('StartEntitiesDetectionV2Job')],
        [1, 0],
      );
      assert.ok(
        proxy.seen.every(
          ({ operation, accessKeyId }) => operation === 'GetCallerIdentity' || accessKeyId === 'AKIAOLD',
        ),
      );
    });

    it('of the same account number in another partition are refused', async () => {
      await write('AKIAOLD');
      proxy.next('GetCallerIdentity', identityOf('111111111111'));
      const connected = await openClinic();
      const { body, ...rest } = identityOf('111111111111') as { kind: 'answer'; status: number; body: string };
      proxy.next('GetCallerIdentity', { ...rest, body: body.replace('arn:aws:', 'arn:aws-us-gov:') });
      assert.equal(refusalOf(await connected.pinned()).kind, 'wrongAccount');
    });

    it('are checked with STS before every start, even if they were checked before', async () => {
      await write('AKIAOLD');
      proxy.next('GetCallerIdentity', identityOf('111111111111'));
      proxy.next('GetCallerIdentity', identityOf('222222222222'));
      const connected = await openClinic();
      const refusal = refusalOf(await connected.pinned());
      assert.deepEqual([refusal.kind, refusal.message], ['wrongAccount', '222222222222']);
      assert.equal(proxy.count(), 2);
    });

    it('do not change during a start that is pinned to them', async () => {
      await write(sandbox.credentials.accessKeyId);
      const connected = await openClinic();
      const pinned = valueOf(await connected.pinned());
      await write('AKIANEW');
      refuseKey();
      refusalOf(await list(connected)); // the connection switches to the new key
      refusalOf(await list(connected));
      valueOf(await pinned.start(medical, region, request));
      assert.equal(proxy.seen.at(-1)?.accessKeyId, sandbox.credentials.accessKeyId);
    });

    it('are read again for a start after a new sign-in', async () => {
      await write('AKIAOLD');
      proxy.always('GetCallerIdentity', identityOf('111111111111'));
      const connected = await openClinic();
      proxy.next('GetCallerIdentity', {
        kind: 'answer',
        status: 403,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      });
      assert.equal(refusalOf(await connected.pinned()).kind, 'expired');
      await write('AKIANEW');
      valueOf(await connected.pinned());
      assert.equal(proxy.seen.at(-1)?.accessKeyId, 'AKIANEW');
    });
  });

  describe('an STS response that is not from STS', () => {
    beforeEach(() => aws.credentials(`[clinic]\n${keys()}`));

    for (const status of [200, 403, 404, 502]) {
      it(`is no identity: an HTML page with status ${status}`, async () => {
        proxy.always('GetCallerIdentity', {
          kind: 'answer',
          status,
          headers: { 'content-type': 'text/html' },
          body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>You are not on the internet yet.<br></body></html>',
        });
        const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url }));
        assert.deepEqual([refusal.kind, refusal.message, refusal.nothingHappened], ['badReply', '', true]);
      });
    }

    it('is no identity: an empty response', async () => {
      proxy.always('GetCallerIdentity', { kind: 'answer', status: 200, body: '' });
      assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'badReply');
    });

    it('is no identity: an account without an ARN', async () => {
      const { body, ...rest } = identityOf('111111111111') as { kind: 'answer'; status: number; body: string };
      proxy.always('GetCallerIdentity', { ...rest, body: body.replace(/<Arn>.*<\/Arn>/, '<Arn>nonsense</Arn>') });
      assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).kind, 'badReply');
    });

    it('is cancelled at once when the connection is no longer wanted', async () => {
      proxy.always('GetCallerIdentity', { kind: 'hang', forward: false });
      const stop = new AbortController();
      const answer = open({ profile: 'clinic', region }, { url: proxy.url }, stop.signal);
      await proxy.reached('GetCallerIdentity');
      stop.abort();
      assert.equal(refusalOf(await answer).kind, 'cancelled');
      assert.equal(proxy.count(), 1);
    });
  });

  describe('the list of profiles', () => {
    it('has names and regions, and nothing else from the files', async () => {
      await aws.config(
        `[default]\nregion = us-east-1\n[profile clinic]\nregion = eu-west-2\n${keys('AKIASECRET')}[profile "two words"]\noutput = json\n[sso-session work]\nsso_region = us-west-2\n[services here]\nsts =\n  endpoint_url = http://127.0.0.1:1\n[plugins]\ncli = x\n`,
      );
      await aws.credentials(
        `[clinic]\n${keys('AKIASECRET')}[only-keys]\n${keys('AKIASECRET')}region = ca-central-1\n[sso-session stray]\nregion = us-west-2\n`,
      );
      const profiles = await listProfiles();
      assert.deepEqual(profiles, [
        { name: 'clinic', region: 'eu-west-2' },
        { name: 'default', region: 'us-east-1' },
        { name: 'only-keys', region: 'ca-central-1' },
        { name: 'two words', isUnreadable: true },
      ]);
      assert.doesNotMatch(JSON.stringify(profiles), /AKIASECRET|secret/);
    });

    it('has those that only the AWS CLI reads, marked, each once', async () => {
      await aws.config(
        "[profile 'in quotes']\n[profile plain]\nregion = us-east-1\n[ profile spaced ]\nregion = us-east-1\n[profile ünï] # remark\n[profile 'in quotes']\n;[profile off]\n",
      );
      assert.deepEqual(await listProfiles(), [
        { name: 'in quotes', isUnreadable: true },
        { name: 'plain', region: 'us-east-1' },
        { name: 'spaced', isUnreadable: true },
        { name: 'ünï', isUnreadable: true },
      ]);
    });

    it('is read each time', async () => {
      await aws.config('[profile a]\nregion = us-east-1\n');
      assert.deepEqual(
        (await listProfiles()).map(({ name }) => name),
        ['a'],
      );
      await aws.config('[profile b]\nregion = us-east-1\n');
      assert.deepEqual(
        (await listProfiles()).map(({ name }) => name),
        ['b'],
      );
    });

    it('is empty without files', async () => {
      assert.deepEqual(await listProfiles(), []);
    });
  });

  describe('config files', () => {
    for (const [what, spoil] of [
      ['missing', () => Promise.resolve()],
      [
        'directories',
        async () => {
          await mkdir(join(aws.directory, 'config'));
          await mkdir(join(aws.directory, 'credentials'));
        },
      ],
      [
        'links to themselves',
        async () => {
          await symlink('config', join(aws.directory, 'config'));
        },
      ],
      [
        'binary',
        async () => {
          await writeFile(join(aws.directory, 'config'), Buffer.from([0xff, 0xfe, 0, 0x5b, 0, 0x0a, 0x5d, 0x3d]));
        },
      ],
      ['of another format', () => aws.config('{"profile clinic": {"region": "us-east-1"}}\n]]][[[\n= = =\n[profile\n')],
      ['hostile', () => aws.config(`[profile __proto__]\nregion = us-east-1\n[profile clinic]\n${keys()}`)],
    ] as const) {
      it(`that are ${what} yield no profile and no exception`, async () => {
        await spoil();
        assert.deepEqual(await listProfiles(), []);
        assert.equal(refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url })).name, 'NoSuchProfile');
        assert.equal(refusalOf(await open({ region }, { url: proxy.url })).kind, 'credentials');
        nothingSent();
        await rm(join(aws.directory, 'config'), { recursive: true, force: true });
      });
    }
  });
});
