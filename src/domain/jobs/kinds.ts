// The seven kinds of job differ in data, not in code: everything that differs is in a kind's row here.
import { type JsonObject, type JsonValue, at, stringAt } from '../json.ts';
import { s3Uri } from '../s3Uri.ts';
import { type Service, serviceFacts } from './services.ts';
import { type Phase, comprehendMedicalPhases, entityResolutionPhases } from './status.ts';

/** The facts of a request shown before it is sent: S3 URIs, the role's ARN, the job's name, the workflow. */
export interface RequestFacts {
  readonly name?: string;
  readonly input?: string;
  readonly output?: string;
  readonly role?: string;
  /** Entity Resolution only: the workflow's name or ARN, which every later call for the job needs. */
  readonly workflow?: string;
  /** ID mapping only: BATCH, INCREMENTAL or DELETE_ONLY. */
  readonly jobType?: string;
  /** The KMS key the output is encrypted with. */
  readonly kmsKey?: string;
}

interface KindOf<S extends Service, Family extends string, Stoppable extends boolean> {
  /** The IAM action of the start call, which is a spec's `action`. */
  readonly action: string;
  readonly service: S;
  /** The part between the verb and "Job" in the names of the operations: Start‹family›Job. */
  readonly family: Family;
  /** The kind's name as AWS writes it; not localized. */
  readonly title: string;
  /** The codicon of the kind's row. */
  readonly icon: string;
  /** The request's name under `definitions` in the job spec schema. */
  readonly definition: string;
  /** Whether the service has a stop call for it. */
  readonly stoppable: Stoppable;
  /** Whether a start takes a ClientRequestToken, so that it can be sent again without creating a second job. */
  readonly repeatable: boolean;
  /** The phase of each status of the service; any other status is `unknown`. */
  readonly phases: Readonly<Record<string, Phase>>;
  /** Reads the facts from a request; never throws, whatever the request's shape. */
  readonly facts: (request: JsonObject) => RequestFacts;
}

/**
 * The five kinds whose jobs read documents, and the two that run a workflow. A table keyed by family does not compile
 * if one is missing.
 */
export type MedicalKind = KindOf<'comprehendmedical', (typeof medical)[number]['family'], true>;
export type WorkflowKind = KindOf<'entityresolution', (typeof workflows)[number]['family'], false>;
export type JobKind = MedicalKind | WorkflowKind;

/** The ID mapping job types that build on what earlier runs have loaded. */
export const incrementalJobTypes: ReadonlySet<string> = new Set(['INCREMENTAL', 'DELETE_ONLY']);

function uriAt(place: JsonValue | undefined): string | undefined {
  const bucket = stringAt(place, 'S3Bucket');
  return bucket === undefined ? undefined : s3Uri({ bucket, key: stringAt(place, 'S3Key') ?? '' });
}

/** Removes undefined members, as exactOptionalPropertyTypes requires. */
function present(facts: { readonly [K in keyof RequestFacts]: RequestFacts[K] | undefined }): RequestFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function comprehendMedical({ family, title, icon }: (typeof medical)[number]): MedicalKind {
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
    facts: request =>
      present({
        name: stringAt(request, 'JobName'),
        input: uriAt(at(request, 'InputDataConfig')),
        output: uriAt(at(request, 'OutputDataConfig')),
        role: stringAt(request, 'DataAccessRoleArn'),
        kmsKey: stringAt(request, 'KMSKey'),
      }),
  };
}

function entityResolution({ family, title, icon }: (typeof workflows)[number]): WorkflowKind {
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
    facts: request =>
      present({
        workflow: stringAt(request, 'workflowName'),
        jobType: stringAt(request, 'jobType'),
        output: stringAt(request, 'outputSourceConfig', 0, 'outputS3Path'),
        role: stringAt(request, 'outputSourceConfig', 0, 'roleArn'),
        kmsKey: stringAt(request, 'outputSourceConfig', 0, 'KMSArn'),
      }),
  };
}

/** `title`: the kind's name as AWS writes it; `icon`: the codicon of its row. */
const medical = [
  { family: 'EntitiesDetectionV2', title: 'Entities Detection V2', icon: 'note' },
  { family: 'PHIDetection', title: 'PHI Detection', icon: 'shield' },
  { family: 'ICD10CMInference', title: 'ICD-10-CM Inference', icon: 'tag' },
  { family: 'RxNormInference', title: 'RxNorm Inference', icon: 'symbol-numeric' },
  { family: 'SNOMEDCTInference', title: 'SNOMED CT Inference', icon: 'book' },
] as const;

const workflows = [
  { family: 'IdMapping', title: 'ID Mapping', icon: 'references' },
  { family: 'Matching', title: 'Matching', icon: 'git-compare' },
] as const;

/** Every kind of job that the extension knows, in display order. */
export const medicalKinds: readonly MedicalKind[] = medical.map(comprehendMedical);
export const workflowKinds: readonly WorkflowKind[] = workflows.map(entityResolution);
export const jobKinds: readonly JobKind[] = [...medicalKinds, ...workflowKinds];

const byAction: ReadonlyMap<string, JobKind> = new Map(jobKinds.map(kind => [kind.action, kind]));

/** Whether the jobs of a kind are runs of a workflow. */
export function isWorkflowKind(kind: JobKind): kind is WorkflowKind {
  return serviceFacts[kind.service].hasWorkflows;
}

/** Returns the kind whose start call has this IAM action, or undefined. */
export function kindOf(action: `comprehendmedical:${string}`): MedicalKind | undefined;
export function kindOf(action: `entityresolution:${string}`): WorkflowKind | undefined;
export function kindOf(action: string): JobKind | undefined;
export function kindOf(action: string): JobKind | undefined {
  return byAction.get(action);
}
