import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonObject, isJsonObject } from '../../../src/domain/json.ts';
import { type JobKind, jobKinds, kindOf } from '../../../src/domain/jobs/kinds.ts';
import { serviceFacts } from '../../../src/domain/jobs/services.ts';
import { type Phase, isFinished, phaseOf } from '../../../src/domain/jobs/status.ts';
import { entities, idMapping, matching, requestOf } from './fakeServices.ts';
import { runs } from '../../runs.ts';

type Row = Pick<JobKind, 'action' | 'service' | 'title' | 'definition' | 'stoppable' | 'repeatable'> & {
  readonly family: string;
};

const medical = (family: string, title: string): Row => ({
  action: `comprehendmedical:Start${family}Job`,
  service: 'comprehendmedical',
  family,
  title,
  definition: 'ComprehendMedicalRequest',
  stoppable: true,
  repeatable: true,
});
const resolution = (family: string, title: string): Row => ({
  action: `entityresolution:Start${family}Job`,
  service: 'entityresolution',
  family,
  title,
  definition: `Start${family}JobRequest`,
  stoppable: false,
  repeatable: false,
});

/** The seven kinds as in the two services' models. */
const rows: readonly Row[] = [
  medical('EntitiesDetectionV2', 'Entities Detection V2'),
  medical('PHIDetection', 'PHI Detection'),
  medical('ICD10CMInference', 'ICD-10-CM Inference'),
  medical('RxNormInference', 'RxNorm Inference'),
  medical('SNOMEDCTInference', 'SNOMED CT Inference'),
  resolution('IdMapping', 'ID Mapping'),
  resolution('Matching', 'Matching'),
];

const medicalPhases: Readonly<Record<string, Phase>> = {
  SUBMITTED: 'waiting',
  IN_PROGRESS: 'running',
  COMPLETED: 'succeeded',
  PARTIAL_SUCCESS: 'partial',
  FAILED: 'failed',
  STOP_REQUESTED: 'stopping',
  STOPPED: 'stopped',
};
const resolutionPhases: Readonly<Record<string, Phase>> = {
  QUEUED: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
};

describe('the kinds of job', () => {
  it('are these seven, in this order', () => {
    assert.deepEqual(
      jobKinds.map(({ action, service, family, title, definition, stoppable, repeatable }) => ({
        action,
        service,
        family,
        title,
        definition,
        stoppable,
        repeatable,
      })),
      rows,
    );
  });

  it('have different icons', () => {
    assert.equal(new Set(jobKinds.map(({ icon }) => icon)).size, jobKinds.length);
    for (const { icon } of jobKinds) assert.match(icon, /^[a-z][a-z-]*$/);
  });

  it('belong to services that have a name', () => {
    for (const { service } of jobKinds) assert.ok(serviceFacts[service].title.length > 0);
  });

  for (const kind of jobKinds) {
    it(`${kind.action} is found by its action and has the service's statuses`, () => {
      assert.equal(kindOf(kind.action), kind);
      assert.deepEqual({ ...kind.phases }, kind.service === 'comprehendmedical' ? medicalPhases : resolutionPhases);
      // A new job has the first status until the service is asked.
      assert.equal(Object.values(kind.phases)[0], 'waiting');
    });
  }

  it('are not found for an unknown action', () => {
    for (const action of [
      '',
      'comprehendmedical:startEntitiesDetectionV2Job',
      'StartPHIDetectionJob',
      'toString',
      '__proto__',
      'comprehendmedical:StopPHIDetectionJob',
    ])
      assert.equal(kindOf(action), undefined);
  });

  it('map a new status, or the name of an inherited property, to unknown', () => {
    for (const kind of jobKinds)
      for (const word of ['PAUSED', '', 'completed', 'toString', '__proto__', 'constructor'])
        assert.equal(phaseOf(kind.phases, word), 'unknown');
  });

  it('end in four phases', () => {
    const phases: readonly Phase[] = [
      'waiting',
      'running',
      'stopping',
      'succeeded',
      'partial',
      'failed',
      'stopped',
      'unknown',
    ];
    assert.deepEqual(phases.filter(isFinished), ['succeeded', 'partial', 'failed', 'stopped']);
  });
});

describe('the facts of a request', () => {
  it('are read for Comprehend Medical', () => {
    assert.deepEqual(entities.facts(requestOf(entities)), {
      name: 'notes',
      input: 's3://in/notes/',
      output: 's3://out/notes/',
      role: 'arn:aws:iam::123456789012:role/Data',
    });
    assert.deepEqual(entities.facts({ InputDataConfig: { S3Bucket: 'in' } }), { input: 's3://in/' });
  });

  it('are read for Entity Resolution', () => {
    assert.deepEqual(idMapping.facts(requestOf(idMapping, 'ids')), {
      workflow: 'ids',
      output: 's3://out/ids/',
      role: 'arn:aws:iam::123456789012:role/Data',
    });
    assert.deepEqual(matching.facts({ workflowName: 'people' }), { workflow: 'people' });
  });

  it('are non-empty strings or absent, whatever the request is', () => {
    const names = [
      'JobName',
      'InputDataConfig',
      'OutputDataConfig',
      'S3Bucket',
      'S3Key',
      'DataAccessRoleArn',
      'workflowName',
      'outputSourceConfig',
      'outputS3Path',
      'roleArn',
      '__proto__',
      'constructor',
    ];
    const { request } = fc.letrec<{ request: JsonObject; value: unknown }>(tie => ({
      request: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>,
      value: fc.oneof(
        { maxDepth: 3 },
        fc.jsonValue({ maxDepth: 1 }),
        tie('request'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }));
    const anything = fc.oneof(request, fc.jsonValue().filter(isJsonObject) as fc.Arbitrary<JsonObject>);
    fc.assert(
      fc.property(fc.constantFrom(...jobKinds), anything, (kind, each) => {
        for (const [name, value] of Object.entries(kind.facts(each))) {
          assert.ok(['name', 'input', 'output', 'role', 'workflow'].includes(name));
          assert.ok(typeof value === 'string' && value !== '');
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});
