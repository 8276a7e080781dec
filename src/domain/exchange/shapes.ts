// The shapes in which data holds requests: states of Step Functions, targets of EventBridge Scheduler, events of
// CloudTrail, what Describe, Get and List return. Each is a row that says what an object is, or nothing.
import { defined } from '../defined.ts';
import { requestOfFacts } from '../jobs/repeatRequest.ts';
import { type JobKind, type WorkflowKind, medicalKinds, workflowKinds } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../json.ts';
import { s3Uri } from '../s3Uri.ts';
import { substituted } from './cloudFormation.ts';
import type { FoundRequest, SaidOfData } from './found.ts';
import { readJson } from './json.ts';
import { jsonataPieces } from './jsonata.ts';
import { kindsFitting, memberMeant } from './members.ts';
import { operationOf, plain } from './operations.ts';
import type { Variables } from './variables.ts';

/** What a shape is told about an object. */
export interface ShapeContext {
  readonly variables: Variables;
  readonly said: SaidOfData;
  /** The name of the member that holds the object: a state's name, for instance. */
  readonly key: string;
  /** Whether it is the whole text. */
  readonly isRoot: boolean;
}

/** What an object holds: a request, with the kinds it may be for if no kind is named. */
export type Shaped = FoundRequest & { readonly kinds?: readonly JobKind[] };

type Shape = (object: JsonObject, context: ShapeContext) => Shaped | undefined;

/** Returns the kind that an ARN of the SDK integration starts: `arn:aws:states:::aws-sdk:‹service›:‹operation›`. */
function kindOfArn(arn: JsonValue | undefined, service: 'states' | 'scheduler'): JobKind | undefined {
  if (typeof arn !== 'string' || arn.length > 200) return undefined;
  const [, name, sdk, operation = ''] =
    /^arn:[^:]*:(states|scheduler):[^:]*:[^:]*:aws-sdk:([a-z]+):([A-Za-z0-9]+)/.exec(arn) ?? [];
  const found = name === service ? operationOf(operation) : undefined;
  return found?.verb === 'start' && found.kind.service === sdk ? found.kind : undefined;
}

/** JSONata's whole values are variables; a path from the state's input keeps its name. */
const jsonata = /^\{%([^]*)%\}$/;

/** Replaces what a state machine computes: JSONPath members (`name.$`), JSONata, and `${name}` of a deployment. */
function withoutPaths(value: JsonValue, variables: Variables, member = ''): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => withoutPaths(entry, variables, member));
  if (typeof value === 'string') {
    const [, expression] = jsonata.exec(value) ?? [];
    if (expression === undefined) return substituted(value, variables);
    return jsonataPieces(expression)
      .map(piece => ('text' in piece ? piece.text : variables.mark(piece.source, member)))
      .join('');
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]): [string, JsonValue][] => {
      if (each === undefined) return [];
      const plainName = name.replace(/\.\$$/, '');
      return name !== plainName && typeof each === 'string'
        ? [[plainName, variables.mark(each, plainName)]]
        : [[name, withoutPaths(each, variables, name)]];
    }),
  );
}

/** Leaves out a token that is made for each start: the spec's own start gets one, too. */
function withoutComputedToken(
  request: JsonValue,
  variables: Variables,
): { readonly request: JsonValue; readonly dropped: readonly string[] } {
  const name = isJsonObject(request)
    ? Object.keys(request).find(each => each.toLowerCase() === 'clientrequesttoken')
    : undefined;
  const token = isJsonObject(request) && name !== undefined ? request[name] : undefined;
  const isMade = variables.isMark(token) && /execution|uuid/i.test(variables.sourceOf(token));
  if (!isJsonObject(request) || name === undefined || !isMade) return { request, dropped: [] };
  const { [name]: _token, ...rest } = request;
  return { request: rest, dropped: [name] };
}

const state: Shape = (object, { variables, key }) => {
  const kind = kindOfArn(object['Resource'], 'states');
  if (kind === undefined) return undefined;
  const { request, dropped } = withoutComputedToken(
    withoutPaths(object['Parameters'] ?? object['Arguments'] ?? {}, variables),
    variables,
  );
  return {
    kind,
    request,
    // The role of another account in which the state runs.
    dropped: [...(object['Credentials'] === undefined ? [] : ['Credentials']), ...dropped],
    ...(key === '' ? {} : { name: key }),
  };
};

/** Returns the member that a name means, whatever its case: templates and the API differ. */
function member(object: JsonObject, name: string): JsonValue | undefined {
  const found = Object.keys(object).find(each => each.toLowerCase() === name);
  return found === undefined ? undefined : object[found];
}

/** The values that the scheduler puts in: `<aws.scheduler.scheduled-time>`. */
const scheduled = /<aws\.scheduler\.([a-z-]+)>/g;

function inputOf(input: JsonValue | undefined, variables: Variables): JsonValue {
  if (typeof input !== 'string') return input ?? {};
  // As text: what JSON writes as an escape is not replaced.
  const text = substituted(
    input.replaceAll(scheduled, (_, name: string) => variables.mark(name, name)),
    variables,
  );
  const read = readJson(text);
  return 'value' in read ? read.value : variables.isMark(text) ? text : {};
}

const target: Shape = (object, { variables, key }) => {
  const kind = kindOfArn(member(object, 'arn'), 'scheduler');
  if (kind === undefined) return undefined;
  const others = Object.keys(object).filter(name => !/^(?:arn|input)$/i.test(name));
  const { request, dropped } = withoutComputedToken(inputOf(member(object, 'input'), variables), variables);
  return {
    kind,
    request,
    dropped: [...others, ...dropped],
    ...(key === '' || key.toLowerCase() === 'target' ? {} : { name: key }),
  };
};

/** A call as custom resources of the CDK have it. */
const customResource: Shape = object => {
  const operation = operationOf(stringAt(object, 'action') ?? '');
  if (operation?.verb !== 'start' || stringAt(object, 'service') === undefined) return undefined;
  return { kind: operation.kind, request: object['parameters'] ?? {} };
};

const hidden = /^(?:HIDDEN_DUE_TO_SECURITY_REASONS|\*{3,})$/;

function withoutHidden(value: JsonValue, variables: Variables, name = ''): JsonValue {
  if (typeof value === 'string') return hidden.test(value) ? variables.mark(`${name} (hidden)`, name) : value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => withoutHidden(entry, variables, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([each, inner]) =>
      inner === undefined ? [] : [[each, withoutHidden(inner, variables, each)]],
    ),
  );
}

const event: Shape = (object, { variables }) => {
  const operation = operationOf(stringAt(object, 'eventName') ?? '');
  if (operation?.verb !== 'start' || stringAt(object, 'eventSource') !== `${operation.kind.service}.amazonaws.com`)
    return undefined;
  const parameters = object['requestParameters'];
  // The service would take the token for the old start.
  const entries = isJsonObject(parameters)
    ? Object.entries(parameters).filter(([name]) => name.toLowerCase() !== 'clientrequesttoken')
    : [];
  const request = Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const account = stringAt(object, 'recipientAccountId') ?? stringAt(object, 'userIdentity', 'accountId');
  return {
    kind: operation.kind,
    request: withoutHidden(request, variables),
    ...defined({ region: stringAt(object, 'awsRegion'), account, name: stringAt(object, 'eventTime') }),
    dropped: isJsonObject(parameters) && entries.length < Object.keys(parameters).length ? ['clientRequestToken'] : [],
  };
};

function placeOf(value: JsonValue | undefined): string | undefined {
  const bucket = stringAt(value, 'S3Bucket');
  return bucket === undefined ? undefined : s3Uri({ bucket, key: stringAt(value, 'S3Key') ?? '' });
}

/** What DescribeXxxJob and ListXxxJobs of Comprehend Medical return for a job. They do not say of which kind it is. */
const medicalJob: Shape = (object, { said }) => {
  const id = stringAt(object, 'JobId');
  if (id === undefined || object['JobStatus'] === undefined || !isJsonObject(object['InputDataConfig']))
    return undefined;
  const name = stringAt(object, 'JobName');
  const found = requestOfFacts({
    id,
    ...defined({
      name,
      input: placeOf(object['InputDataConfig']),
      output: placeOf(object['OutputDataConfig']),
      role: stringAt(object, 'DataAccessRoleArn'),
      kmsKey: stringAt(object, 'KMSKey'),
    }),
  });
  if ('missing' in found) return undefined;
  return {
    kinds: said.kind === undefined ? medicalKinds : [said.kind],
    request: found.request,
    name: name ?? id,
  };
};

/** What only the metrics of one kind of workflow have; from the service's model. */
const metricsOf = (name: string): WorkflowKind[] =>
  workflowKinds.filter(({ family }) => (family === 'Matching') === (name === 'matchIDs'));

/**
 * What GetXxxJob and ListXxxJobs of Entity Resolution return for a job. They do not return the workflow, and only some
 * members say of which kind the job is.
 */
const workflowJob: Shape = (object, { said, variables }) => {
  const id = stringAt(object, 'jobId');
  if (id === undefined || stringAt(object, 'status') === undefined || object['startTime'] === undefined)
    return undefined;
  const metrics = Object.keys(isJsonObject(object['metrics']) ? object['metrics'] : {});
  const telling = metrics.find(name =>
    /^(?:matchIDs|totalMapped\w+|uniqueRecords\w+|newMapped\w+|mapped\w+)$/.test(name),
  );
  const kinds =
    said.kind !== undefined
      ? [said.kind]
      : object['jobType'] !== undefined
        ? metricsOf('jobType')
        : telling === undefined
          ? workflowKinds
          : metricsOf(telling);
  const outputs = object['outputSourceConfig'];
  const canHaveOutput = kinds.some(({ definition }) => memberMeant('outputSourceConfig', definition) !== undefined);
  return {
    kinds,
    request: {
      workflowName: said.workflow ?? variables.mark('the workflow of the job', 'workflowName'),
      ...(canHaveOutput && kinds.length === 1
        ? defined({ outputSourceConfig: outputs, jobType: object['jobType'] })
        : {}),
    },
    name: id,
    notes: said.workflow === undefined ? ['AWS does not return the workflow of a job.'] : [],
  };
};

/** A request, or the Parameters or Arguments of a state without it. */
const bare: Shape = (object, { variables, isRoot, said }) => {
  const names = Object.keys(object).map(name => name.replace(/\.\$$/, ''));
  const kinds = kindsFitting(names);
  const isWhole = kinds.some(({ definition }) => names.every(name => memberMeant(name, definition) !== undefined));
  const says = names.some(name => /^(?:inputdataconfig|workflowname)$/.test(plain(name)));
  if (kinds.length === 0 || !(isRoot || (isWhole && says))) return undefined;
  const json = JSON.stringify(object);
  return {
    kinds: said.kind === undefined ? kinds : [said.kind],
    // Only a state machine's texts are computed.
    request: json.includes('.$":') || json.includes('"{%') ? withoutPaths(object, variables) : object,
  };
};

/** In order of how much they say. */
const shapes: readonly Shape[] = [state, target, event, customResource, medicalJob, workflowJob];

/** The most requests of one text. */
const maxRequests = 1_000;
/** The depth of text in text: a template holds a state machine, which holds an input. */
const maxTexts = 3;

class Walk {
  readonly found: Shaped[] = [];
  readonly #variables: Variables;
  readonly #said: SaidOfData;

  constructor(variables: Variables, said: SaidOfData) {
    this.#variables = variables;
    this.#said = said;
  }

  /** Visits a value and all in it, also JSON in texts. */
  visit(value: JsonValue, row: readonly Shape[], key = '', isRoot = true, texts = 0): void {
    if (this.found.length >= maxRequests) return;
    if (Array.isArray(value)) {
      for (const entry of value as readonly JsonValue[]) this.visit(entry, row, key, isRoot, texts);
    } else if (isJsonObject(value)) {
      const context = { variables: this.#variables, said: this.#said, key, isRoot };
      for (const shape of row) {
        const shaped = shape(value, context);
        if (shaped !== undefined) {
          this.found.push(shaped);
          return;
        }
      }
      for (const [name, member_] of Object.entries(value))
        if (member_ !== undefined) this.visit(member_, row, name, false, texts);
    } else if (typeof value === 'string' && texts < maxTexts && /^\s*\{[^]*\}\s*$/.test(value)) {
      const read = readJson(value);
      if ('value' in read) this.visit(read.value, row, key, false, texts + 1);
    }
  }
}

/** Returns the requests that data holds: those whose shape says what they are or, if there are none, bare ones. */
export function requestsIn(data: JsonValue, variables: Variables, said: SaidOfData = {}): readonly Shaped[] {
  const walk = new Walk(variables, said);
  walk.visit(data, shapes);
  if (walk.found.length === 0) walk.visit(data, [bare]);
  return walk.found;
}

/** Whether an object is a job spec already. */
export const isSpec = (value: JsonValue): boolean =>
  isJsonObject(value) && at(value, 'action') !== undefined && at(value, 'request') !== undefined;
