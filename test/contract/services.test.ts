import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import type { JsonObject } from '../../src/domain/json.ts';
import { repeatRequest } from '../../src/domain/jobs/repeatRequest.ts';
import { type JobKind, jobKinds, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { isFinished, phaseOf } from '../../src/domain/jobs/status.ts';
import { type Refusal, isPassing } from '../../src/domain/refusal.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type Fault, type FaultProxy, type JsonAnswer, htmlPage, serviceError, startFaultProxy } from './faultProxy.ts';
import { requestFor, workflowOf } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { eventually } from './sandboxRequest.ts';

describe('job services', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let services: JobServices;
  let direct: JobServices;
  /** One for each test: jobs and Entity Resolution's limit of one active job belong to a region. */
  let region: string;
  let regions = 0;
  const calls: object[] = [];

  before(async () => {
    aws = await isolateAws();
    sandbox = await startSandbox({ jobSeconds: 0.1 });
    proxy = await startFaultProxy(sandbox.url);
    services = await pinned();
    direct = await pinned(undefined, sandbox.url);
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
  });
  beforeEach(() => {
    regions += 1;
    region = `eu-west-${regions}`;
  });
  afterEach(() => {
    proxy.forget();
    calls.length = 0;
    assert.deepEqual(aws.lookups, []);
  });

  const pinned = async (answerMs?: number, url = proxy.url): Promise<JobServices> => {
    const connected = valueOf(
      await open(
        { sandbox: true },
        { url, sandbox: sandbox.credentials, calls, ...(answerMs === undefined ? {} : { limits: { answerMs } }) },
      ),
    );
    const services = valueOf(await connected.pinned());
    proxy.forget();
    return services;
  };
  const names = ({ service, family }: JobKind): { start: string; list: string; describe: string } => ({
    start: `Start${family}Job`,
    list: `List${family}Jobs`,
    describe: `${service === 'comprehendmedical' ? 'Describe' : 'Get'}${family}Job`,
  });
  const query = (kind: JobKind): { workflow?: string } =>
    workflowOf(kind) === undefined ? {} : { workflow: workflowOf(kind)! };
  const ref = (kind: JobKind, id: string): { id: string; workflow?: string } => ({ id, ...query(kind) });
  /** The actual number of jobs, unaffected by the proxy's faults. */
  const jobsOf = async (kind: JobKind): Promise<number> =>
    valueOf(await direct.list(kind, region, query(kind))).jobs.length;
  const both = [
    kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!,
    kindOf('entityresolution:StartIdMappingJob')!,
  ];

  for (const kind of jobKinds) {
    it(`${kind.title}: starts, lists, describes and finishes`, async () => {
      const started = await services.start(kind, region, requestFor(kind));
      const { jobId } = valueOf(started);
      assert.ok(started.ok && started.requestId !== undefined);
      const page = valueOf(await services.list(kind, region, query(kind)));
      assert.deepEqual(
        page.jobs.map(job => [job.id, Object.hasOwn(kind.phases, job.status)]),
        [[jobId, true]],
      );
      const job = await eventually(
        async () => valueOf(await services.describe(kind, region, ref(kind, jobId))),
        ({ status }) => isFinished(phaseOf(kind.phases, status)),
      );
      assert.equal(phaseOf(kind.phases, job.status), 'succeeded', JSON.stringify(job));
      assert.ok(Math.abs(job.submittedAt! - Date.now()) < 60_000 && job.endedAt! >= job.submittedAt!);
      const asked = kind.facts(requestFor(kind));
      if (kind.service === 'comprehendmedical') {
        assert.deepEqual([job.name, job.input, job.role], [asked.name, asked.input, asked.role]);
        assert.ok(job.output?.startsWith(asked.output!) && job.manifest?.startsWith(job.output));
      } else {
        assert.ok((job.metrics?.['inputRecords'] ?? 0) > 0);
      }
    });
  }

  describe('on the wire', () => {
    it("Comprehend Medical uses JSON 1.1 and gets the spec's request unchanged", async () => {
      for (const kind of jobKinds.filter(({ service }) => service === 'comprehendmedical')) {
        const request = { ...requestFor(kind), ClientRequestToken: 'token-1', KMSKey: 'key', JobName: 'Ünïcode 名' };
        valueOf(await services.start(kind, region, request));
        const [seen] = proxy.seen;
        assert.equal(seen?.headers['content-type'], 'application/x-amz-json-1.1');
        assert.equal(seen.headers['x-amz-target'], `ComprehendMedical_20181030.Start${kind.family}Job`);
        assert.equal(seen.headers['smithy-protocol'], undefined);
        assert.deepEqual(JSON.parse(seen.body), request);
        assert.match(String(seen.headers['authorization']), new RegExp(`/${region}/comprehendmedical/aws4_request`));
        proxy.forget();
      }
    });

    it('Entity Resolution gets the workflow in the path and the rest in the body', async () => {
      const kind = kindOf('entityresolution:StartIdMappingJob')!;
      const { workflowName: _workflowName, ...rest } = requestFor(kind);
      valueOf(await services.start(kind, region, requestFor(kind)));
      assert.equal(proxy.seen[0]?.path, '/idmappingworkflows/patient-id-mapping/jobs');
      assert.deepEqual(JSON.parse(proxy.seen[0].body), rest);
      const arn = `arn:aws:entityresolution:${region}:000000000000:idmappingworkflow/patient-id-mapping`;
      assert.equal(valueOf(await services.list(kind, region, { workflow: arn })).jobs.length, 1);
      assert.equal(proxy.seen[1]?.path.split('?')[0], `/idmappingworkflows/${encodeURIComponent(arn)}/jobs`);
    });

    for (const action of [
      'comprehendmedical:StartPHIDetectionJob',
      'entityresolution:StartIdMappingJob',
      'entityresolution:StartMatchingJob',
    ])
      it(`sends members that the SDK does not know, as they were written: ${action}`, async () => {
        const kind = kindOf(action)!;
        const request = requestFor(kind);
        const [list = null] = (request['outputSourceConfig'] as readonly JsonObject[] | undefined) ?? [];
        const written = {
          ...request,
          tags: { ward: '3' },
          ...(list === null ? {} : { outputSourceConfig: [{ ...list, format: 'PARQUET' }] }),
        };
        valueOf(await services.start(kind, region, written));
        const sent = proxy.seen.find(({ operation }) => operation === names(kind).start);
        const { ClientRequestToken: _token, ...body } = JSON.parse(sent?.body ?? '') as JsonObject;
        const { workflowName: _inAddress, ...expected } = written as JsonObject;
        assert.deepEqual(body, expected);
      });

    it("lists use AWS's filters and pages", async () => {
      const [medical, mapping] = [both[0]!, both[1]!];
      await services.list(medical, region, { submittedAfter: 1_700_000_000_250, nextToken: 'x' });
      await services.list(medical, region, { status: 'IN_PROGRESS' });
      await services.list(mapping, region, { workflow: 'patient-id-mapping', nextToken: 'x' });
      assert.deepEqual(
        proxy.seen.slice(0, 2).map(({ body }) => JSON.parse(body) as unknown),
        [
          { Filter: { SubmitTimeAfter: 1_700_000_000.25 }, MaxResults: 500, NextToken: 'x' },
          { Filter: { JobStatus: 'IN_PROGRESS' }, MaxResults: 500 },
        ],
      );
      assert.equal(proxy.seen[2]?.path, '/idmappingworkflows/patient-id-mapping/jobs?maxResults=25&nextToken=x');
    });
  });

  describe('a start that fails', () => {
    interface Expected extends Partial<Refusal> {
      readonly jobs?: number;
    }
    const answer = (status: number, body: string, headers: Record<string, string> = {}): Fault => ({
      kind: 'answer',
      status,
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const wrongReply = { kind: 'badReply', nothingHappened: false, message: '' } as const;
    /** For each failure: what is concluded, and how many jobs there are. */
    const failures: readonly (readonly [string, Fault, Expected])[] = [
      // Refusals of the service itself.
      [
        'denied',
        serviceError('AccessDeniedException', 403),
        {
          kind: 'denied',
          nothingHappened: true,
          httpStatus: 403,
          requestId: 'request-of-the-proxy',
          message: 'the message of AccessDeniedException',
        },
      ],
      ['denied, by a 400', serviceError('AccessDeniedException', 400), { kind: 'denied', nothingHappened: true }],
      ['an expired token', serviceError('ExpiredTokenException', 400), { kind: 'expired', nothingHappened: true }],
      [
        'an unknown key',
        serviceError('UnrecognizedClientException', 400),
        { kind: 'credentials', nothingHappened: true },
      ],
      ['a wrong request', serviceError('InvalidRequestException', 400), { kind: 'invalid', nothingHappened: true }],
      [
        'a request that fails validation',
        serviceError('ValidationException', 400),
        { kind: 'invalid', nothingHappened: true },
      ],
      ['a workflow that runs', serviceError('ConflictException', 400), { kind: 'conflict', nothingHappened: true }],
      ['a quota', serviceError('ExceedsLimitException', 402), { kind: 'limit', nothingHappened: true }],
      [
        'a resource that is not there',
        serviceError('ResourceNotFoundException', 404),
        { kind: 'notFound', nothingHappened: true },
      ],
      ['a name nobody knows yet', serviceError('BrandNewException', 422), { kind: 'invalid', nothingHappened: true }],
      [
        'a name with its namespace and address',
        answer(429, '{"__type":"x.y#ThrottlingException:http://internal/coral"}'),
        { kind: 'throttled', name: 'ThrottlingException', nothingHappened: true },
      ],
      [
        'throttling',
        serviceError('ThrottlingException', 429, { 'retry-after': '2' }),
        { kind: 'throttled', nothingHappened: true, retryAfterMs: 2_000 },
      ],
      [
        'too many requests',
        serviceError('TooManyRequestsException', 429),
        { kind: 'throttled', nothingHappened: true },
      ],
      // Failures after which the job may exist.
      ['throttling on the way', serviceError('SlowDown', 503), { kind: 'throttled', nothingHappened: false }],
      ['an internal error', serviceError('InternalServerException', 500), { kind: 'fault', nothingHappened: false }],
      [
        'an internal error, by a 400',
        serviceError('InternalServerException', 400),
        { kind: 'fault', nothingHappened: false },
      ],
      ['a request that timed out', serviceError('RequestTimeout', 408), { kind: 'timeout', nothingHappened: false }],
      ['an internal error without a name', answer(500, '{}'), wrongReply],
      // Answers that are not from the service.
      ['an HTML page of 200', htmlPage(200), { ...wrongReply, httpStatus: 200 }],
      ['an HTML page of 403', htmlPage(403), { ...wrongReply, httpStatus: 403 }],
      ['an HTML page of 502', htmlPage(502), { ...wrongReply, httpStatus: 502 }],
      ['a 403 of a gateway', answer(403, '{"error":"blocked by policy"}'), wrongReply],
      ['a 403 of nothing', answer(403, ''), wrongReply],
      ['a 504 of nothing', answer(504, ''), wrongReply],
      ['a 200 of nothing', answer(200, ''), wrongReply],
      ['a 204', answer(204, ''), wrongReply],
      ['no job id', answer(200, '{}'), wrongReply],
      ['an empty job id', answer(200, '{"JobId":"","jobId":""}'), wrongReply],
      ['a job id that is none', answer(200, '{"JobId":{"a":1},"jobId":{"a":1}}'), wrongReply],
      ['a job id that is a number', answer(200, '{"JobId":7,"jobId":7}'), wrongReply],
      ['JSON that is no object', answer(200, '[]'), wrongReply],
      ['JSON that is null', answer(200, 'null'), wrongReply],
      ['half an answer, as if it were all', { kind: 'truncate' }, { ...wrongReply, jobs: 1 }],
      // Network failures.
      ['an answer that is cut off', { kind: 'cutOff' }, { kind: 'brokenOff', nothingHappened: false, jobs: 1 }],
      [
        'a reset before the service',
        { kind: 'reset', forward: false },
        { kind: 'brokenOff', name: 'ECONNRESET', nothingHappened: false },
      ],
      [
        'a reset after the service',
        { kind: 'reset', forward: true },
        { kind: 'brokenOff', name: 'ECONNRESET', nothingHappened: false, jobs: 1 },
      ],
    ];

    for (const [what, fault, { jobs = 0, ...expected }] of failures) {
      it(`by ${what} is one request, and ${expected.nothingHappened === true ? 'certainly no job' : 'possibly a job'}`, async () => {
        for (const kind of both) {
          proxy.always(names(kind).start, fault);
          const refusal = refusalOf(await services.start(kind, region, requestFor(kind)));
          assert.deepEqual({ ...refusal, ...expected }, refusal);
          assert.equal(refusal.operation, names(kind).start);
          assert.deepEqual(
            proxy.seen.map(({ operation }) => operation),
            [names(kind).start],
          );
          assert.equal(await jobsOf(kind), jobs);
          proxy.forget();
        }
      });
    }

    it('is one request for each of the seven kinds', async () => {
      for (const kind of jobKinds) {
        for (const fault of [
          serviceError('InternalServerException', 500),
          serviceError('ThrottlingException', 429),
          { kind: 'reset', forward: false },
          htmlPage(503),
        ] as const) {
          proxy.always('*', fault);
          refusalOf(await services.start(kind, region, requestFor(kind)));
          assert.equal(proxy.count(), 1);
          proxy.forget();
        }
      }
    });

    it('is one request, whatever the environment says about retries', async () => {
      aws.set({ AWS_MAX_ATTEMPTS: '5', AWS_RETRY_MODE: 'adaptive', AWS_DEFAULTS_MODE: 'standard' });
      try {
        const fresh = await pinned();
        for (const kind of both) {
          proxy.always('*', serviceError('InternalServerException', 500));
          refusalOf(await fresh.start(kind, region, requestFor(kind)));
          assert.equal(proxy.count(), 1);
          proxy.forget();
        }
      } finally {
        aws.set({ AWS_MAX_ATTEMPTS: undefined, AWS_RETRY_MODE: undefined, AWS_DEFAULTS_MODE: undefined });
      }
    });

    it('because of a wrong clock is one request, although the SDK would correct the time', async () => {
      const fresh = await pinned(); // what it learns about the clock must not affect the other tests
      for (const kind of both) {
        proxy.always(
          '*',
          serviceError('RequestTimeTooSkewed', 403, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
        );
        assert.equal(refusalOf(await fresh.start(kind, region, requestFor(kind))).nothingHappened, true);
        assert.equal(proxy.count(), 1);
        proxy.forget();
      }
    });

    it('because of a redirect does not follow it, least of all signed', async () => {
      const elsewhere = await startFaultProxy(sandbox.url);
      try {
        for (const status of [301, 302, 307, 308]) {
          for (const kind of both) {
            proxy.always('*', answer(status, '', { location: `${elsewhere.url}/` }));
            assert.deepEqual(
              { ...refusalOf(await services.start(kind, region, requestFor(kind))), ...wrongReply }.kind,
              'badReply',
            );
            assert.deepEqual([proxy.count(), elsewhere.count()], [1, 0]);
            proxy.forget();
          }
        }
      } finally {
        await elsewhere.close();
      }
    });

    it('because of a closed port has certainly sent nothing', async () => {
      const url = await closedPort();
      aws.set({
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      });
      const connected = valueOf(
        await open({ region }, { endpoints: { sts: proxy.url, comprehendmedical: url, entityresolution: url }, calls }),
      );
      const closed = valueOf(await connected.pinned());
      for (const kind of both) {
        const refusal = refusalOf(await closed.start(kind, region, requestFor(kind)));
        assert.deepEqual([refusal.kind, refusal.name, refusal.nothingHappened], ['network', 'ECONNREFUSED', true]);
        assert.equal(refusalOf(await closed.list(kind, region, query(kind))).name, 'ECONNREFUSED');
      }
      assert.equal(refusalOf(await open({ region }, { url })).name, 'ECONNREFUSED');
    });

    for (const [what, reply] of [
      ['hangs up', ''],
      ['speaks no HTTP', '220 mail.example ESMTP ready\r\n'],
    ] as const) {
      it(`because of a server that ${what} may have done something`, async () => {
        const deaf = createServer(socket => {
          socket
            .on('error', () => undefined)
            .once('data', () => {
              socket.end(reply);
            });
        });
        await new Promise<void>(resolve => {
          deaf.listen(0, '127.0.0.1', resolve);
        });
        const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
        aws.set({
          AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        });
        const connected = valueOf(
          await open({ region }, { endpoints: { sts: proxy.url, comprehendmedical: url, entityresolution: url } }),
        );
        const refusal = refusalOf(
          await valueOf(await connected.pinned()).start(both[0]!, region, requestFor(both[0]!)),
        );
        assert.deepEqual([refusal.kind, refusal.nothingHappened], ['brokenOff', false]);
        deaf.close();
      });
    }

    for (const [what, fault] of [
      ['never comes', { kind: 'hang', forward: true }],
      ['stops in the middle', { kind: 'stall' }],
    ] as const) {
      it(`because of an answer that ${what} ends in time and is unclear`, async () => {
        const impatient = await pinned(400);
        for (const kind of both) {
          proxy.always(names(kind).start, fault);
          const refusal = refusalOf(await impatient.start(kind, region, requestFor(kind)));
          assert.deepEqual([refusal.kind, refusal.nothingHappened, proxy.count()], ['timeout', false, 1]);
          await proxy.reached(names(kind).start, true);
          assert.equal(await jobsOf(kind), 1);
          proxy.forget();
        }
      });
    }

    it('because it is cancelled while in progress ends at once and is unclear', async () => {
      for (const kind of both) {
        proxy.next(names(kind).start, { kind: 'hang', forward: true });
        const stop = new AbortController();
        const answered = services.start(kind, region, requestFor(kind), stop.signal);
        await proxy.reached(names(kind).start, true);
        stop.abort();
        const refusal = refusalOf(await answered);
        assert.deepEqual([refusal.kind, refusal.nothingHappened], ['cancelled', false]);
        assert.equal(await jobsOf(kind), 1);
      }
    });

    it('because it was cancelled before has done nothing', async () => {
      for (const kind of both) {
        const refusal = refusalOf(await services.start(kind, region, requestFor(kind), AbortSignal.abort()));
        assert.deepEqual([refusal.kind, refusal.nothingHappened, proxy.count()], ['cancelled', true, 0]);
      }
    });
  });

  describe('a read', () => {
    it('is retried until it succeeds, at most three times in all', async () => {
      for (const kind of both) {
        const { list } = names(kind);
        proxy.next(list, serviceError('InternalServerException', 500));
        proxy.next(list, { kind: 'reset', forward: true });
        valueOf(await services.list(kind, region, query(kind)));
        assert.equal(proxy.count(), 3);
        proxy.forget();
        proxy.always(list, serviceError('InternalServerException', 500));
        const refusal = refusalOf(await services.list(kind, region, query(kind)));
        assert.equal(isPassing(refusal), true);
        assert.equal(proxy.count(), 3);
        proxy.forget();
      }
    });

    it('that gets an HTML page is not an empty list', async () => {
      for (const kind of both) {
        for (const status of [200, 403, 502]) {
          proxy.always('*', htmlPage(status));
          assert.equal(refusalOf(await services.list(kind, region, query(kind))).kind, 'badReply');
          assert.equal(refusalOf(await services.describe(kind, region, ref(kind, '0'.repeat(32)))).kind, 'badReply');
          proxy.forget();
        }
        for (const body of ['', '{}', 'null', '[]']) {
          proxy.always('*', { kind: 'answer', status: 200, body });
          assert.equal(
            refusalOf(await services.list(kind, region, query(kind))).kind,
            'badReply',
            `${kind.title}: ${body}`,
          );
          assert.equal(
            refusalOf(await services.describe(kind, region, ref(kind, '0'.repeat(32)))).kind,
            'badReply',
            `${kind.title}: ${body}`,
          );
          proxy.forget();
        }
      }
    });

    it('that is cut off or cancelled is a refusal', async () => {
      for (const kind of both) {
        valueOf(await services.start(kind, region, requestFor(kind)));
        proxy.always('*', { kind: 'truncate' });
        assert.equal(refusalOf(await services.list(kind, region, query(kind))).kind, 'badReply');
        proxy.always('*', { kind: 'cutOff' });
        assert.equal(refusalOf(await services.list(kind, region, query(kind))).kind, 'brokenOff');
        proxy.forget();
        proxy.next('*', { kind: 'hang', forward: false });
        const stop = new AbortController();
        const answered = services.list(kind, region, query(kind), stop.signal);
        await proxy.reached(names(kind).list);
        stop.abort();
        assert.equal(refusalOf(await answered).kind, 'cancelled');
        assert.equal(proxy.count(), 1);
        proxy.forget();
      }
    });

    it('of a job returns everything its request said, so that it can be started again', async () => {
      for (const kind of jobKinds) {
        const key = 'arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab';
        const request: JsonObject =
          kind.family === 'Matching'
            ? requestFor(kind)
            : kind.service === 'comprehendmedical'
              ? {
                  ...requestFor(kind),
                  OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'once-more/' },
                  KMSKey: key,
                }
              : {
                  workflowName: workflowOf(kind)!,
                  jobType: 'BATCH',
                  outputSourceConfig: [
                    {
                      roleArn: 'arn:aws:iam::000000000000:role/EntityResolutionData',
                      outputS3Path: 's3://example-results/once-more/',
                      KMSArn: key,
                    },
                  ],
                };
        const { jobId: id } = valueOf(await services.start(kind, region, request));
        const snapshot = valueOf(await services.describe(kind, region, ref(kind, id)));
        const found = repeatRequest({
          ...services.identity,
          region,
          service: kind.service,
          action: kind.action,
          seenAt: 0,
          ...query(kind),
          ...snapshot,
        });
        const { ClientRequestToken: _token, ...work } = request;
        if (kind.family !== 'Matching') assert.deepEqual('request' in found && found.request, work, kind.title);
        else assert.equal('request' in found && found.request['workflowName'], workflowOf(kind));
      }
    });

    it('of a job that does not exist says so by error name, whatever the status', async () => {
      for (const kind of jobKinds) {
        const refusal = refusalOf(await services.describe(kind, region, ref(kind, '0'.repeat(32))));
        assert.deepEqual([refusal.kind, refusal.name], ['notFound', 'ResourceNotFoundException']);
        proxy.next('*', serviceError('ResourceNotFoundException', 400));
        assert.equal(refusalOf(await services.describe(kind, region, ref(kind, '0'.repeat(32)))).kind, 'notFound');
      }
    });

    it('keeps an unknown status and the jobs around it', async () => {
      for (const kind of both) {
        const { jobId } = valueOf(await services.start(kind, region, requestFor(kind)));
        const word = (json: string): unknown =>
          JSON.parse(json.replaceAll(/"(JobStatus|status)":"\w+"/g, '"$1":"PONDERING"'));
        proxy.always('*', { kind: 'rewrite', change: body => word(JSON.stringify(body)) });
        assert.equal(valueOf(await services.describe(kind, region, ref(kind, jobId))).status, 'PONDERING');
        assert.deepEqual(
          valueOf(await services.list(kind, region, query(kind))).jobs.map(({ id, status }) => [id, status]),
          [[jobId, 'PONDERING']],
        );
        const broken = (body: JsonAnswer): unknown => {
          const name = kind.service === 'comprehendmedical' ? 'ComprehendMedicalAsyncJobPropertiesList' : 'jobs';
          return {
            ...body,
            surprise: { a: 1 },
            [name]: [{}, { JobStatus: 'COMPLETED', status: 'SUCCEEDED' }, ...(body[name] as JsonObject[])],
          };
        };
        proxy.always('*', { kind: 'rewrite', change: broken });
        assert.deepEqual(
          valueOf(await services.list(kind, region, query(kind))).jobs.map(({ id }) => id),
          [jobId],
        );
        proxy.forget();
      }
    });
  });

  describe('the log', () => {
    it('records every call by name, ID and time', async () => {
      for (const kind of both) {
        const { jobId } = valueOf(await services.start(kind, region, requestFor(kind)));
        valueOf(await services.describe(kind, region, ref(kind, jobId)));
        proxy.next('*', serviceError('ConflictException', 400));
        refusalOf(await services.start(kind, region, requestFor(kind)));
        const [start, describe, refused, ...more] = calls as Record<string, unknown>[];
        assert.deepEqual(more, []);
        for (const call of [start, describe, refused])
          assert.ok(
            typeof call?.['durationMs'] === 'number' &&
              call['region'] === region &&
              typeof call['requestId'] === 'string',
          );
        assert.deepEqual(
          [
            start?.['operation'],
            describe?.['operation'],
            describe?.['jobId'],
            refused?.['refusal'],
            refused?.['httpStatus'],
          ],
          [names(kind).start, names(kind).describe, jobId, 'ConflictException', 400],
        );
        calls.length = 0;
      }
    });

    it('contains nothing of a request, a key, a role or a document, whatever the answer', async () => {
      const marks = [
        'Markername',
        'marker-bucket',
        'marker-key',
        'MarkerRole',
        'MarkerKms',
        'marker-output',
        'Marker patient',
        'MARKERTOKEN',
      ];
      const medical = {
        JobName: 'Markername',
        InputDataConfig: { S3Bucket: 'marker-bucket', S3Key: 'marker-key' },
        OutputDataConfig: { S3Bucket: 'marker-output', S3Key: 'marker-output' },
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/MarkerRole',
        LanguageCode: 'en',
        KMSKey: 'MarkerKms',
      };
      const mapping = {
        workflowName: 'patient-id-mapping',
        outputSourceConfig: [
          {
            roleArn: 'arn:aws:iam::000000000000:role/MarkerRole',
            outputS3Path: 's3://marker-output/',
            KMSArn: 'arn:aws:kms:eu-west-1:000000000000:key/MarkerKms',
          },
        ],
      };
      const echo = JSON.stringify({
        __type: 'Marker patient said: marker-bucket',
        message: `${JSON.stringify(medical)} Marker patient`,
      });
      const heard: string[] = [];
      const stopHearing = [process.stdout, process.stderr].map(stream => {
        const write = stream.write.bind(stream);
        stream.write = (chunk: Uint8Array | string) => {
          heard.push(String(chunk));
          return true;
        };
        return () => {
          stream.write = write;
        };
      });
      const secret: RunningSandbox['credentials'] = sandbox.credentials;
      try {
        const impatient = await pinned(400);
        const faults: readonly Fault[] = [
          { kind: 'pass' },
          { kind: 'hang', forward: false },
          { kind: 'stall' },
          { kind: 'truncate' },
          { kind: 'cutOff' },
          { kind: 'reset', forward: false },
          {
            kind: 'answer',
            status: 400,
            headers: { 'x-amzn-errortype': 'Marker patient said: marker-bucket', 'x-amzn-requestid': 'Marker patient' },
            body: echo,
          },
          { kind: 'answer', status: 400, body: echo },
          { kind: 'answer', status: 500, body: echo },
          { kind: 'answer', status: 200, body: echo },
          { kind: 'answer', status: 403, headers: { 'content-type': 'text/html' }, body: `<html>${echo}</html>` },
          serviceError('InvalidRequestException', 400),
          serviceError('ExpiredTokenException', 400),
        ];
        for (const fault of faults) {
          for (const [kind, request] of [
            [both[0]!, medical],
            [both[1]!, mapping],
          ] as const) {
            proxy.always('*', fault);
            await impatient.start(kind, region, {
              ...request,
              ...(kind.repeatable ? { ClientRequestToken: 'MARKERTOKEN' } : {}),
            });
            if (fault.kind !== 'hang' && fault.kind !== 'stall') await impatient.list(kind, region, query(kind));
          }
        }
      } finally {
        for (const stop of stopHearing) stop();
      }
      const told = `${JSON.stringify(calls)}\n${heard.join('')}`;
      assert.ok(calls.length >= 40);
      for (const mark of [...marks, secret.accessKeyId, secret.secretAccessKey])
        assert.ok(
          !told.includes(mark),
          `“${mark}” in: ${told.slice(Math.max(0, told.indexOf(mark) - 300), told.indexOf(mark) + 100)}`,
        );
    });
  });
});

/** A port of 127.0.0.1 on which nothing listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${port}`;
}
