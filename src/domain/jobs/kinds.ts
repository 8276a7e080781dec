// The seven kinds of job differ in data, not in code: everything that is different about one stands in its row here.
import { type JsonObject, type JsonValue, at, stringAt } from '../json.ts';
import { type Phase, comprehendMedicalPhases, entityResolutionPhases } from './status.ts';

export type Service = 'comprehendmedical' | 'entityresolution';

/** What a person wants to know of a request before it is sent: S3 URIs, the role's ARN, the job's name, the workflow. */
export interface RequestFacts {
  readonly name?: string;
  readonly input?: string;
  readonly output?: string;
  readonly role?: string;
  /** Entity Resolution alone: the workflow's name or ARN, which every later call for the job needs. */
  readonly workflow?: string;
  /** ID mapping alone: BATCH, INCREMENTAL or DELETE_ONLY. */
  readonly jobType?: string;
  /** The KMS key the output is encrypted with. */
  readonly kmsKey?: string;
}

export interface JobKind {
  /** The IAM action of the start call, which is a spec's `action`. */
  readonly action: string;
  readonly service: Service;
  /** What stands between the verb and "Job" in the names of the operations: Start‹family›Job. */
  readonly family: string;
  /** As AWS names the kind of job; not localized. */
  readonly title: string;
  /** The codicon of the kind's row. */
  readonly icon: string;
  /** The name under `definitions` of the job-spec schema that describes the request. */
  readonly definition: string;
  /** Whether the service has a stop call for it. */
  readonly stoppable: boolean;
  /** Whether a start carries a ClientRequestToken, so that the same start can be sent again without a second job. */
  readonly repeatable: boolean;
  /** What each status word of the service means; a word that is not here is of phase `unknown`. */
  readonly phases: Readonly<Record<string, Phase>>;
  /** Reads the facts out of a request; never throws, whatever the request's shape. */
  readonly facts: (request: JsonObject) => RequestFacts;
}

/** The types of ID mapping job that go by what earlier runs have loaded. */
export const incrementalJobTypes: ReadonlySet<string> = new Set(['INCREMENTAL', 'DELETE_ONLY']);

/** The service's name as AWS writes it. */
export const serviceTitles: Readonly<Record<Service, string>> = {
  comprehendmedical: 'Amazon Comprehend Medical',
  entityresolution: 'AWS Entity Resolution',
};

function s3Uri(place: JsonValue | undefined): string | undefined {
  const bucket = stringAt(place, 'S3Bucket');
  return bucket === undefined ? undefined : `s3://${bucket}/${stringAt(place, 'S3Key') ?? ''}`;
}

/** The given members without those that are undefined, as exact optional properties want it. */
function present(facts: { readonly [K in keyof RequestFacts]: RequestFacts[K] | undefined }): RequestFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function comprehendMedical(family: string, title: string, icon: string): JobKind {
  return {
    action: `comprehendmedical:Start${family}Job`,
    service: 'comprehendmedical',
    family,
    title,
    icon,
    definition: 'ComprehendMedicalRequest',
    stoppable: true,
    repeatable: true,
    phases: comprehendMedicalPhases,
    facts: request => present({
      name: stringAt(request, 'JobName'),
      input: s3Uri(at(request, 'InputDataConfig')),
      output: s3Uri(at(request, 'OutputDataConfig')),
      role: stringAt(request, 'DataAccessRoleArn'),
      kmsKey: stringAt(request, 'KMSKey'),
    }),
  };
}

function entityResolution(family: string, title: string, icon: string): JobKind {
  return {
    action: `entityresolution:Start${family}Job`,
    service: 'entityresolution',
    family,
    title,
    icon,
    definition: `Start${family}JobRequest`,
    stoppable: false,
    repeatable: false,
    phases: entityResolutionPhases,
    facts: request => present({
      workflow: stringAt(request, 'workflowName'),
      jobType: stringAt(request, 'jobType'),
      output: stringAt(request, 'outputSourceConfig', 0, 'outputS3Path'),
      role: stringAt(request, 'outputSourceConfig', 0, 'roleArn'),
      kmsKey: stringAt(request, 'outputSourceConfig', 0, 'KMSArn'),
    }),
  };
}

/** Every kind of job the extension knows, in the order a person reads them. */
export const jobKinds: readonly JobKind[] = [
  comprehendMedical('EntitiesDetectionV2', 'Entities Detection V2', 'note'),
  comprehendMedical('PHIDetection', 'PHI Detection', 'shield'),
  comprehendMedical('ICD10CMInference', 'ICD-10-CM Inference', 'tag'),
  comprehendMedical('RxNormInference', 'RxNorm Inference', 'symbol-numeric'),
  comprehendMedical('SNOMEDCTInference', 'SNOMED CT Inference', 'book'),
  entityResolution('IdMapping', 'ID Mapping', 'references'),
  entityResolution('Matching', 'Matching', 'git-compare'),
];

const byAction: ReadonlyMap<string, JobKind> = new Map(jobKinds.map(kind => [kind.action, kind]));

/** The kind whose start call has this IAM action, or undefined. */
export function kindOf(action: string): JobKind | undefined {
  return byAction.get(action);
}
