// What the account contains, queried with the real clients and cached as in the editor.
import type { LivePort } from '../../src/domain/live/port.ts';
import assert from 'node:assert/strict';
import type { Connected } from '../../src/domain/connection.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { LiveValues, liveCacheLimits } from '../../src/domain/live/values.ts';
import { bound, until } from '../pace.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, identityOf, s3Error, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest } from './sandboxRequest.ts';

const region = 'eu-west-2';
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;

/** An error in the format of the query protocol. */
const iamError = (code: string, status: number): Parameters<FaultProxy['always']>[1] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>User: arn:aws:iam::000000000000:user/x is not authorized</Message></Error><RequestId>request-of-the-proxy</RequestId></ErrorResponse>`,
});

/** The machine's time, with a minute that passes when the test says so. */
class SkippingClock implements Clock {
  skipped = 0;
  now(): number {
    return Date.now() + this.skipped;
  }
  random(): number {
    return Math.random();
  }
  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  }
}

describe('live values', function () {
  let sandbox: RunningSandbox;
  let aws: AwsEnvironment;
  /** In front of the sandbox; `other` must not be called where a test says so. */
  let proxy: FaultProxy;
  let other: FaultProxy;
  let clock: SkippingClock;
  let calls: Record<string, unknown>[];

  before(async () => {
    sandbox = await startSandbox();
    [proxy, other] = await Promise.all([startFaultProxy(sandbox.url), startFaultProxy(sandbox.url)]);
    for (const key of ['a.txt', 'deep/one/x.txt', 'deep/two/y.txt', 'with%20blank%2Bplus%26%C3%A4/z.txt', 'deep/']) {
      assert.equal(
        (await signedRequest(sandbox, { service: 's3', method: 'PUT', path: `/example-results/${key}`, body: 'x' }))
          .status,
        200,
      );
    }
  });
  after(async () => {
    await Promise.all([proxy.close(), other.close()]);
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
    clock = new SkippingClock();
    calls = [];
  });
  afterEach(async () => {
    proxy.forget();
    other.forget();
    await aws.restore();
  });

  const keys = (): string =>
    `aws_access_key_id = ${sandbox.credentials.accessKeyId}\naws_secret_access_key = ${sandbox.credentials.secretAccessKey}\n`;
  const connect = async (): Promise<Connected> => {
    await aws.credentials(`[clinic]\n${keys()}`);
    return valueOf(await open({ profile: 'clinic', region }, { url: proxy.url, calls }));
  };
  /** As in the editor: with cached answers. */
  const kept = (connected: Connected): LivePort => {
    const { port } = new LiveValues({ state: { state: 'connected', choice: connected.choice, connected } }, clock);
    assert.ok(port);
    return port;
  };
  const s3Calls = (): number =>
    proxy.seen.filter(({ operation }) => /^(?:GET \/|ListBuckets$|ListObjectsV2$)/.test(operation)).length;

  describe('are listed', () => {
    it('as buckets', async () => {
      const { live } = await connect();
      assert.deepEqual(valueOf(await live.listBuckets(region)), {
        items: [{ name: 'example-clinical-notes' }, { name: 'example-patients' }, { name: 'example-results' }],
        more: false,
      });
    });

    it('as folders and keys of one level, whatever characters they contain', async () => {
      const { live } = await connect();
      assert.deepEqual(valueOf(await live.listPrefixes(region, 'example-results', '')), {
        items: [
          { key: 'deep/', isFolder: true },
          { key: 'with blank+plus&ä/', isFolder: true },
          { key: 'a.txt', isFolder: false },
        ],
        more: false,
      });
      assert.deepEqual(valueOf(await live.listPrefixes(region, 'example-results', 'deep/')).items, [
        { key: 'deep/one/', isFolder: true },
        { key: 'deep/two/', isFolder: true },
      ]);
      assert.deepEqual(valueOf(await live.listPrefixes(region, 'example-results', 'nowhere/')).items, []);
    });

    it('as the workflows of the kind', async () => {
      const { live } = await connect();
      const names = async (kind: typeof idMapping): Promise<readonly string[]> =>
        valueOf(await live.listWorkflows(kind, region)).items.map(({ name }) => name);
      assert.deepEqual(await names(idMapping), ['patient-id-mapping', 'patient-id-mapping-incremental']);
      assert.deepEqual(await names(matching), ['patient-matching']);
    });

    it('as roles, with those that trust the service marked', async () => {
      const { live } = await connect();
      const trusting = async (
        service: 'comprehendmedical' | 'entityresolution',
      ): Promise<readonly (readonly [string, boolean])[]> =>
        valueOf(await live.listRoles(service)).items.map(({ name, isTrusting }) => [name, isTrusting]);
      assert.deepEqual(await trusting('comprehendmedical'), [
        ['ComprehendMedicalData', true],
        ['EntityResolutionData', false],
        ['ExampleAnalysts', false],
      ]);
      assert.deepEqual(await trusting('entityresolution'), [
        ['ComprehendMedicalData', false],
        ['EntityResolutionData', true],
        ['ExampleAnalysts', false],
      ]);
    });

    it('over all pages', async () => {
      const role = (name: string): string =>
        `<member><Path>/</Path><RoleName>${name}</RoleName><Arn>arn:aws:iam::000000000000:role/${name}</Arn><RoleId>AROA</RoleId><CreateDate>2026-01-05T09:00:00Z</CreateDate></member>`;
      const page = (roles: string, marker?: string): Parameters<FaultProxy['next']>[1] => ({
        kind: 'answer',
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: `<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><Roles>${roles}</Roles><IsTruncated>${String(marker !== undefined)}</IsTruncated>${marker === undefined ? '' : `<Marker>${marker}</Marker>`}</ListRolesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListRolesResponse>`,
      });
      const { live } = await connect();
      proxy.next('ListRoles', page(role('First'), 'go on'));
      proxy.next(
        'ListRoles',
        page(role('Second').replace('<Path>/</Path>', '<Path>/aws-service-role/x/</Path>'), 'once more'),
      );
      proxy.next('ListRoles', page(role('Third')));
      const { items, more } = valueOf(await live.listRoles('comprehendmedical'));
      assert.deepEqual(
        [items.map(({ name }) => name), more],
        [['First', 'Third'], false],
        'a role reserved by AWS is left out',
      );
      assert.equal(new URLSearchParams(proxy.seen.at(-1)?.body).get('Marker'), 'once more');

      for (let pages = 0; pages < 20; pages++) proxy.next('ListRoles', page(role(`Role${pages}`), `after ${pages}`));
      const long = valueOf(await live.listRoles('comprehendmedical'));
      assert.deepEqual([long.items.length, long.more], [10, true], 'an endless list ends');

      proxy.forget();
      proxy.next('ListRoles', page(role('First'), 'go on'));
      proxy.next('ListRoles', iamError('AccessDenied', 403));
      const cut = valueOf(await live.listRoles('comprehendmedical'));
      assert.deepEqual([cut.items.length, cut.more], [1, true], 'entries read before a refusal are kept');
    });
  });

  it('and leave no names in the log', async () => {
    const { live } = await connect();
    await Promise.all([
      live.listBuckets(region),
      live.listPrefixes(region, 'example-results', 'deep/'),
      live.listPrefixes(region, 'no-such-bucket', ''),
      live.listWorkflows(idMapping, region),
      live.listRoles('comprehendmedical'),
    ]);
    const made = calls.filter(({ operation }) => operation !== 'GetCallerIdentity');
    assert.deepEqual(made.map(({ operation }) => operation).sort(), [
      'ListBuckets',
      'ListIdMappingWorkflows',
      'ListObjectsV2',
      'ListObjectsV2',
      'ListRoles',
    ]);
    for (const call of made) {
      for (const name of Object.keys(call))
        assert.ok(['operation', 'region', 'durationMs', 'requestId', 'httpStatus', 'refusal'].includes(name), name);
      assert.match(String(call['requestId']), /^[\w-]{36}$/);
    }
    assert.doesNotMatch(JSON.stringify(made), /example|deep|no-such-bucket|patient|Data/);
  });

  describe('that are denied', () => {
    it("are reported in each service's own words, and not requested again within the minute", async () => {
      const port = kept(await connect());
      proxy.always('*', s3Error('AccessDenied', 403));
      for (const ask of [() => port.listBuckets(region), () => port.listPrefixes(region, 'example-results', '')]) {
        const before = proxy.count();
        assert.deepEqual([refusalOf(await ask()).kind, refusalOf(await ask()).name], ['denied', 'AccessDenied']);
        assert.equal(proxy.count(), before + 1);
      }
      proxy.always('ListRoles', iamError('AccessDenied', 403));
      assert.equal(refusalOf(await port.listRoles('comprehendmedical')).kind, 'denied');
      proxy.always('*', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
        body: '{"message":"no"}',
      });
      assert.equal(refusalOf(await port.listWorkflows(idMapping, region)).kind, 'denied');
      clock.skipped = liveCacheLimits.keptMs;
      proxy.forget();
      assert.equal(
        valueOf(await port.listBuckets(region)).items.length,
        3,
        'a permission granted meanwhile applies after the minute',
      );
    });

    for (const [what, code, status, kind] of [
      ['for a key S3 does not know', 'InvalidAccessKeyId', 403, 'credentials'],
      ['for a session that has ended', 'ExpiredToken', 400, 'expired'],
      ['for a bucket that is not there', 'NoSuchBucket', 404, 'notFound'],
      ['for a bucket of another region', 'PermanentRedirect', 301, 'invalid'],
    ] as const) {
      it(`are distinguished: ${what}`, async () => {
        const { live } = await connect();
        proxy.always('*', s3Error(code, status));
        const refusal = refusalOf(await live.listPrefixes(region, 'example-results', ''));
        assert.deepEqual([refusal.kind, refusal.name], [kind, code]);
      });
    }
  });

  it('that take too long are not awaited, but are still fetched and available to the next request', async () => {
    const port = kept(await connect());
    let letThrough = (): void => undefined;
    proxy.always('*', {
      kind: 'delay',
      until: new Promise<void>(resolve => {
        letThrough = resolve;
      }),
    });
    const from = performance.now();
    const refusal = refusalOf(await port.listBuckets(region));
    const waited = performance.now() - from;
    assert.deepEqual([refusal.kind, refusal.name], ['timeout', 'StillWaiting']);
    assert.ok(waited > liveCacheLimits.waitMs - 100 && waited < liveCacheLimits.waitMs + bound(1_000), `${waited} ms`);
    letThrough();
    assert.equal(valueOf(await port.listBuckets(region)).items.length, 3);
    assert.equal(s3Calls(), 1, 'the second request joined the first call');
  });

  describe('that are cached', () => {
    it('are not requested again within a minute, each request by itself', async () => {
      const port = kept(await connect());
      await Promise.all([port.listBuckets(region), port.listBuckets(region), port.listBuckets(region)]);
      valueOf(await port.listBuckets(region));
      assert.equal(s3Calls(), 1);
      valueOf(await port.listPrefixes(region, 'example-results', ''));
      valueOf(await port.listPrefixes(region, 'example-results', 'deep/'));
      valueOf(await port.listPrefixes(region, 'example-results', 'deep/'));
      assert.equal(s3Calls(), 3);
      valueOf(await port.listRoles('comprehendmedical'));
      valueOf(await port.listRoles('comprehendmedical'));
      valueOf(await port.listRoles('entityresolution'));
      assert.equal(proxy.count('ListRoles'), 2);
      clock.skipped = liveCacheLimits.keptMs - 1_000;
      valueOf(await port.listBuckets(region));
      assert.equal(s3Calls(), 3);
      clock.skipped = liveCacheLimits.keptMs;
      valueOf(await port.listBuckets(region));
      assert.equal(s3Calls(), 4);
    });

    it('are cleared with the connection', async () => {
      const [first, second] = [await connect(), await connect()];
      const state = (connected: Connected): LiveValues['port'] => {
        current = connected;
        return values.port;
      };
      let current = first;
      const values = new LiveValues(
        {
          get state() {
            return { state: 'connected' as const, choice: current.choice, connected: current };
          },
        },
        clock,
      );
      valueOf(await state(first)!.listBuckets(region));
      valueOf(await state(first)!.listBuckets(region));
      assert.equal(s3Calls(), 1);
      valueOf(await state(second)!.listBuckets(region));
      assert.equal(s3Calls(), 2);
    });
  });

  describe('are requested', () => {
    const scopeOf = (
      { headers }: FaultProxy['seen'][number] | undefined = {
        headers: {},
        operation: '',
        path: '',
        body: '',
        accessKeyId: '',
      },
    ): string => /Credential=[^/]+\/\d+\/([^,]+)\/aws4_request/.exec(String(headers['authorization']))?.[1] ?? '';

    it('signed for the requested region, from one host with the bucket in the path', async () => {
      const { live } = await connect();
      valueOf(await live.listPrefixes('ap-southeast-2', 'example-results', ''));
      const seen = proxy.seen.at(-1);
      assert.match(seen?.path ?? '', /^\/example-results\/?\?/);
      assert.equal(scopeOf(seen), 'ap-southeast-2/s3');
    });

    it('from IAM, signed for its only region, wherever the connection is', async () => {
      const { live } = await connect();
      valueOf(await live.listRoles('comprehendmedical'));
      assert.equal(scopeOf(proxy.seen.at(-1)), 'us-east-1/iam');
      await aws.credentials(`[gov]\n${keys()}`);
      proxy.always('GetCallerIdentity', identityOf('000000000000', 'aws-us-gov'));
      valueOf(
        await valueOf(await open({ profile: 'gov', region: 'us-gov-west-1' }, { url: proxy.url })).live.listRoles(
          'comprehendmedical',
        ),
      );
      assert.equal(scopeOf(proxy.seen.at(-1)), 'us-gov-west-1/iam');
    });

    it('from the endpoints of the selected profile, never from those of AWS_PROFILE', async () => {
      await aws.config(
        [
          `[profile trap]\nregion = us-east-1\nendpoint_url = ${other.url}\n`,
          `[profile clinic]\nregion = ${region}\nservices = local\n`,
          `[services local]\ns3 =\n  endpoint_url = ${proxy.url}\niam =\n  endpoint_url = ${proxy.url}\nsts =\n  endpoint_url = ${proxy.url}\nentityresolution =\n  endpoint_url = ${proxy.url}\n`,
        ].join('\n'),
      );
      await aws.credentials(`[clinic]\n${keys()}[trap]\n${keys()}`);
      aws.set({ AWS_PROFILE: 'trap' });
      const { live } = valueOf(await open({ profile: 'clinic', region }));
      valueOf(await live.listBuckets(region));
      valueOf(await live.listPrefixes(region, 'example-results', ''));
      valueOf(await live.listRoles('comprehendmedical'));
      valueOf(await live.listWorkflows(idMapping, region));
      assert.equal(other.count(), 0);
      assert.deepEqual(aws.lookups, []);
    });

    it('from AWS itself if only AWS_PROFILE has an endpoint', async () => {
      await aws.config(
        `[profile trap]\nregion = us-east-1\nendpoint_url = ${other.url}\n[profile clinic]\nregion = ${region}\n`,
      );
      await aws.credentials(`[clinic]\n${keys()}[trap]\n${keys()}`);
      aws.set({ AWS_PROFILE: 'trap' });
      const { live } = valueOf(await open({ profile: 'clinic', region }, { endpoints: { sts: proxy.url } }));
      for (const ask of [
        live.listBuckets(region),
        live.listPrefixes(region, 'example-results', ''),
        live.listRoles('comprehendmedical'),
      ])
        assert.equal(refusalOf(await ask).kind, 'network');
      assert.equal(other.count(), 0);
      assert.deepEqual([...new Set(aws.lookups)].sort(), [
        'example-results.s3.eu-west-2.amazonaws.com',
        'iam.amazonaws.com',
        's3.eu-west-2.amazonaws.com',
      ]);
    });

    it('from FIPS hosts if selected, with the bucket in the path if its name would not match a certificate', async () => {
      await aws.config('[profile gov]\nregion = us-gov-west-1\nuse_fips_endpoint = true\n');
      await aws.credentials(`[gov]\n${keys()}`);
      proxy.always('GetCallerIdentity', identityOf('000000000000', 'aws-us-gov'));
      const { live } = valueOf(await open({ profile: 'gov', region: '' }, { endpoints: { sts: proxy.url } }));
      for (const ask of [
        live.listPrefixes('us-gov-west-1', 'some.dotted.bucket', ''),
        live.listRoles('comprehendmedical'),
      ])
        assert.equal(refusalOf(await ask).kind, 'network');
      assert.deepEqual([...new Set(aws.lookups)].sort(), [
        'iam.us-gov.amazonaws.com',
        's3-fips.us-gov-west-1.amazonaws.com',
      ]);
    });

    it('from the endpoints in the environment, per service', async () => {
      await aws.credentials(`[clinic]\n${keys()}`);
      aws.set({
        AWS_ENDPOINT_URL: other.url,
        AWS_ENDPOINT_URL_S3: proxy.url,
        AWS_ENDPOINT_URL_IAM: proxy.url,
        AWS_ENDPOINT_URL_STS: proxy.url,
      });
      const { live } = valueOf(await open({ profile: 'clinic', region }));
      valueOf(await live.listBuckets(region));
      valueOf(await live.listRoles('comprehendmedical'));
      assert.equal(other.count(), 0);
    });
  });

  it('until the request is cancelled', async () => {
    const { live } = await connect();
    proxy.always('*', { kind: 'hang', forward: false });
    const stop = new AbortController();
    const before = proxy.count();
    const asked = [
      live.listBuckets(region, stop.signal),
      live.listPrefixes(region, 'example-results', '', stop.signal),
      live.listRoles('comprehendmedical', stop.signal),
      live.listWorkflows(idMapping, region, stop.signal),
    ];
    await until('the calls to be under way', () => proxy.count() - before === asked.length);
    stop.abort();
    for (const answer of await Promise.all(asked)) assert.equal(refusalOf(answer).kind, 'cancelled');
  });
});
