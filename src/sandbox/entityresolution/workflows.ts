import { accountId } from '../account.ts';
import type { Database } from '../store/database.ts';
import { kinds, type Kind } from './kinds.ts';

/**
 * A matching rule: records are the same if they are equal in every key's column. The first rule that matches counts.
 */
export interface Rule {
  readonly ruleName: string;
  /** Column names of the input files. */
  readonly matchingKeys: readonly string[];
}

/** A workflow, which exists in every region. No request creates or changes one. */
export interface Workflow {
  readonly kind: Kind;
  readonly name: string;
  readonly description: string;
  readonly rules: readonly Rule[];
  /** Whether it has an incrementalRunConfig. */
  readonly incremental: boolean;
  /** The simulated Glue tables and the objects that represent them, source first. */
  readonly inputs: readonly {
    readonly table: string;
    readonly schemaName: string;
    readonly bucket: string;
    readonly key: string;
  }[];
  readonly outputS3Path: string;
  /** How its workflow log is delivered; absent: not at all, as for every new workflow. */
  readonly log?: LogDelivery;
}

/**
 * How a workflow log is delivered, by the log group or bucket it goes to: `group`: CloudWatch Logs · `late`: its lines
 * come three minutes late · `large`: among the lines of many other jobs · `mixed`: with lines that are no records ·
 * `plain`: as plain text · `missing`: the log group was deleted · `denied`: nobody may read it · `throttled`: every read
 * of it is · `bucket`: to S3 alone.
 */
export type LogDelivery =
  | 'group'
  | 'late'
  | 'large'
  | 'mixed'
  | 'plain'
  | 'missing'
  | 'denied'
  | 'throttled'
  | 'bucket';

const rules: readonly Rule[] = [
  { ruleName: 'Email and birth date', matchingKeys: ['email', 'birth_date'] },
  { ruleName: 'Name and birth date', matchingKeys: ['first_name', 'last_name', 'birth_date'] },
];
const clinic = {
  table: 'example_clinic',
  schemaName: 'example-clinic',
  bucket: 'example-patients',
  key: 'clinic/patients.csv',
};
const registry = {
  table: 'example_registry',
  schemaName: 'example-registry',
  bucket: 'example-patients',
  key: 'registry/patients.csv',
};
const outputS3Path = 's3://example-results/entity-resolution/';

/** The workflows every sandbox has. */
const examples: readonly Workflow[] = [
  {
    kind: 'idMapping',
    name: 'patient-id-mapping',
    description: "Maps the example clinic's patients to the example registry.",
    rules,
    incremental: false,
    inputs: [clinic, registry],
    outputS3Path,
  },
  {
    kind: 'idMapping',
    name: 'patient-id-mapping-incremental',
    description: 'The same mapping, run for what is new.',
    rules,
    incremental: true,
    inputs: [clinic, registry],
    outputS3Path,
    log: 'group',
  },
  {
    kind: 'matching',
    name: 'patient-matching',
    description: 'Finds the same patient in both example files.',
    rules,
    incremental: false,
    inputs: [clinic, registry],
    outputS3Path,
    log: 'group',
  },
];

/** Workflows of either kind whose logs differ. They are in no list, and are named in examples/README.md. */
const reserved: readonly (Pick<Workflow, 'name'> & { readonly log: LogDelivery; readonly outputS3Path?: string })[] = [
  { name: 'example-log-failed', log: 'group', outputS3Path: 's3://example-gone/entity-resolution/' },
  ...(['late', 'large', 'mixed', 'plain', 'missing', 'denied', 'throttled', 'bucket'] as const).map(log => ({
    name: `example-log-${log}`,
    log,
  })),
];

/** The stored part of a workflow besides the examples; it reads and writes what they do. */
export type StoredWorkflow = Pick<Workflow, 'kind' | 'name' | 'description' | 'incremental'>;

/** Stores a workflow besides the examples; an existing one is left unchanged. */
export function insertWorkflow(database: Database, { kind, name, description, incremental }: StoredWorkflow): void {
  database.run(
    'INSERT INTO workflows (kind, name, description, incremental) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    kind,
    name,
    description,
    incremental ? 1 : 0,
  );
}

/** All workflows of a kind, sorted by name. */
export function workflowsOf(database: Database, kind: Kind): Workflow[] {
  const stored = database.all(
    'SELECT kind, name, description, incremental FROM workflows WHERE kind = ?',
    kind,
  ) as unknown as (Omit<StoredWorkflow, 'incremental'> & { incremental: number })[];
  return [
    ...examples.filter(workflow => workflow.kind === kind),
    ...stored.map(({ name, description, incremental }) => ({
      ...exampleLike(kind),
      name,
      description,
      incremental: incremental === 1,
    })),
  ].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The workflow with a name, or undefined. */
export function workflowNamed(database: Database, kind: Kind, name: string): Workflow | undefined {
  return [...workflowsOf(database, kind), ...reservedWorkflows(kind)].find(workflow => workflow.name === name);
}

/** The workflows of a kind whose log is delivered somewhere, sorted by name. */
export function loggedWorkflows(kind: Kind): (Workflow & { readonly log: LogDelivery })[] {
  return [...examples.filter(workflow => workflow.kind === kind), ...reservedWorkflows(kind)]
    .flatMap(workflow => (workflow.log === undefined ? [] : [{ ...workflow, log: workflow.log }]))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function reservedWorkflows(kind: Kind): Workflow[] {
  return reserved.map(workflow => ({
    ...exampleLike(kind),
    description: 'Its log answers as examples/README.md says.',
    incremental: false,
    ...workflow,
  }));
}

function exampleLike(kind: Kind): Pick<Workflow, 'kind' | 'rules' | 'inputs' | 'outputS3Path'> {
  return { kind, rules, inputs: [clinic, registry], outputS3Path };
}

/** The role every simulated workflow has, one of the predefined roles. */
export const workflowRoleArn = `arn:aws:iam::${accountId}:role/EntityResolutionData`;

/** The creation time of the workflows: a fixed date, because nobody creates them. */
const madeAt = new Date('2026-01-05T09:00:00Z');

/** A workflow's ARN in a region. */
export function workflowArn({ kind, name }: Pick<Workflow, 'kind' | 'name'>, region: string): string {
  return `arn:aws:entityresolution:${region}:${accountId}:${kinds[kind].arnResource}/${name}`;
}

/** The ARN of the simulated Glue table of an input. */
export function tableArn(table: string, region: string): string {
  return `arn:aws:glue:${region}:${accountId}:table/example/${table}`;
}

/** The workflow as a List operation returns it. */
export function workflowSummary(workflow: Workflow, region: string): Record<string, unknown> {
  return {
    workflowName: workflow.name,
    workflowArn: workflowArn(workflow, region),
    createdAt: madeAt,
    updatedAt: madeAt,
    ...(workflow.kind === 'matching' ? { resolutionType: 'RULE_MATCHING' } : {}),
  };
}

/** The workflow as its Get operation returns it. */
export function workflowDetails(workflow: Workflow, region: string): Record<string, unknown> {
  const { kind, name, description, incremental, outputS3Path: path } = workflow;
  const sources = workflow.inputs.map(({ table, schemaName }) => ({
    inputSourceARN: tableArn(table, region),
    schemaName,
  }));
  const common = {
    workflowName: name,
    workflowArn: workflowArn(workflow, region),
    description,
    createdAt: madeAt,
    updatedAt: madeAt,
    roleArn: workflowRoleArn,
    tags: {},
  };
  if (kind === 'matching') {
    return {
      ...common,
      inputSourceConfig: sources.map(source => ({ ...source, applyNormalization: true })),
      outputSourceConfig: [
        {
          outputS3Path: path,
          output: ['id', 'first_name', 'last_name', 'birth_date', 'email'].map(column => ({
            name: column,
            hashed: false,
          })),
        },
      ],
      resolutionTechniques: {
        resolutionType: 'RULE_MATCHING',
        ruleBasedProperties: {
          rules: workflow.rules,
          attributeMatchingModel: 'ONE_TO_ONE',
          matchPurpose: 'IDENTIFIER_GENERATION',
        },
      },
      ...(incremental ? { incrementalRunConfig: { incrementalRunType: 'IMMEDIATE' } } : {}),
    };
  }
  return {
    ...common,
    inputSourceConfig: sources.map((source, index) => ({ ...source, type: index === 0 ? 'SOURCE' : 'TARGET' })),
    outputSourceConfig: [{ outputS3Path: path }],
    idMappingTechniques: {
      idMappingType: 'RULE_BASED',
      ruleBasedProperties: {
        rules: workflow.rules,
        ruleDefinitionType: 'SOURCE',
        attributeMatchingModel: 'ONE_TO_ONE',
        recordMatchingModel: 'ONE_SOURCE_TO_ONE_TARGET',
      },
    },
    ...(incremental ? { incrementalRunConfig: { incrementalRunType: 'ON_DEMAND' } } : {}),
  };
}
