// Runs a state machine of Step Functions against the sandbox: as much of the language as exported machines use. Its
// expressions are JSONata's own; the calls are those of AWS's SDK.
import { createHash } from 'node:crypto';
import { ComprehendMedical } from '@aws-sdk/client-comprehendmedical';
import { EntityResolution } from '@aws-sdk/client-entityresolution';
import jsonata from 'jsonata';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../src/domain/json.ts';
import type { RunningSandbox } from './sandboxProcess.ts';

/** How an execution has ended, and the names of its states in the order in which they ran. */
export interface Execution {
  readonly ended: 'Succeed' | 'Fail';
  readonly output: JsonValue;
  readonly error?: string;
  readonly states: readonly string[];
}

export interface MachineOptions {
  readonly sandbox: Pick<RunningSandbox, 'url' | 'credentials'>;
  /** The list that a Distributed Map reads. */
  readonly items?: readonly JsonValue[];
  /** The ARN of the execution. */
  readonly id?: string;
}

type Scope = Readonly<Record<string, JsonValue>>;

async function computed(value: JsonValue, scope: Scope): Promise<JsonValue> {
  if (Array.isArray(value))
    return await Promise.all((value as readonly JsonValue[]).map(each => computed(each, scope)));
  if (isJsonObject(value))
    return Object.fromEntries(
      await Promise.all(
        Object.entries(value).map(async ([name, each]) => [name, await computed(each ?? null, scope)] as const),
      ),
    );
  if (typeof value !== 'string' || !/^\{%[^]*%\}$/.test(value)) return value;
  const expression = jsonata(value.slice(2, -2));
  expression.registerFunction('hash', (text: string, algorithm: string) =>
    createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex'),
  );
  const result: unknown = await expression.evaluate({}, { ...scope });
  // As Step Functions: an expression without a value ends the execution.
  if (result === undefined) throw new Error(`States.QueryEvaluationError: ${value}`);
  return JSON.parse(JSON.stringify(result)) as JsonValue;
}

/** Spells the names of members as the API does, or as the integration does. */
function spelled(value: JsonValue, name: (member: string) => string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(each => spelled(each, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [name(member), spelled(each ?? null, name)]));
}

class Machine {
  readonly names: string[] = [];
  readonly #options: MachineOptions;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  async #call(resource: string, input: JsonValue): Promise<JsonValue> {
    const [, service, operation = ''] = /:aws-sdk:([a-z]+):(\w+)$/.exec(resource) ?? [];
    const { url, credentials } = this.#options.sandbox;
    const settings = { region: 'us-east-1', endpoint: url, credentials, maxAttempts: 1 };
    const isMedical = service === 'comprehendmedical';
    const client = isMedical ? new ComprehendMedical(settings) : new EntityResolution(settings);
    const toApi = (name: string): string =>
      isMedical ? name.replace(/^Kms/, 'KMS') : (name[0] ?? '').toLowerCase() + name.slice(1);
    try {
      // The clients that have a method for each operation, by the name that the integration uses.
      const method: unknown = Reflect.get(client, operation);
      if (typeof method !== 'function') throw new Error(`there is no operation ${operation}`);
      const answer: unknown = await Reflect.apply(method, client, [spelled(input, toApi)]);
      return spelled(
        JSON.parse(JSON.stringify(answer)) as JsonValue,
        name => (name[0] ?? '').toUpperCase() + name.slice(1),
      );
    } catch (fault) {
      const prefix = isMedical ? 'ComprehendMedical' : 'EntityResolution';
      throw Object.assign(new Error(`${prefix}.${fault instanceof Error ? fault.name : ''}`), { cause: fault });
    } finally {
      client.destroy();
    }
  }

  /** Calls, and tries again as the state says. */
  async #task(state: JsonObject, input: JsonValue): Promise<JsonValue> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#call(stringAt(state, 'Resource') ?? '', input);
      } catch (fault) {
        const name = fault instanceof Error ? fault.message : '';
        const rule = ((state['Retry'] ?? []) as readonly JsonObject[]).find(each =>
          (each['ErrorEquals'] as readonly string[]).some(error => error === name || error === 'States.TaskFailed'),
        );
        if (rule === undefined || attempt > Number(rule['MaxAttempts'])) throw fault;
      }
    }
  }

  async run(machine: JsonObject, input: JsonValue, context: JsonObject): Promise<Omit<Execution, 'states'>> {
    let variables: Scope = {};
    let name = stringAt(machine, 'StartAt') ?? '';
    for (;;) {
      const state = at(machine, 'States', name);
      if (!isJsonObject(state)) throw new Error(`there is no state ${name}`);
      this.names.push(name);
      const scope = (result?: JsonValue): Scope => ({
        ...variables,
        states: { input, context, ...(result === undefined ? {} : { result }) },
      });
      const type = state['Type'];
      if (type === 'Succeed') return { ended: 'Succeed', output: await computed(state['Output'] ?? null, scope()) };
      if (type === 'Fail')
        return {
          ended: 'Fail',
          output: await computed(state['Cause'] ?? null, scope()),
          error: stringAt(await computed({ Error: state['Error'] ?? '' }, scope()), 'Error') ?? '',
        };
      if (type === 'Choice') {
        let next = stringAt(state, 'Default') ?? '';
        for (const choice of (state['Choices'] as readonly JsonObject[]).toReversed())
          if ((await computed(choice['Condition'] ?? null, scope())) === true) next = stringAt(choice, 'Next') ?? '';
        name = next;
        continue;
      }
      if (type === 'Wait') {
        await computed(state['Seconds'] ?? null, scope());
        await new Promise(resolve => {
          setTimeout(resolve, 20);
        });
      }
      let result: JsonValue = null;
      try {
        if (type === 'Task') result = await this.#task(state, await computed(state['Arguments'] ?? null, scope()));
        if (type === 'Map') result = await this.#map(state, scope());
      } catch (fault) {
        const [caught] = (state['Catch'] ?? []) as readonly JsonObject[];
        if (caught === undefined)
          return { ended: 'Fail', output: null, error: fault instanceof Error ? fault.message : '' };
        name = stringAt(caught, 'Next') ?? '';
        continue;
      }
      const assigned = await computed(state['Assign'] ?? {}, scope(result));
      variables = { ...variables, ...(assigned as Scope) };
      name = stringAt(state, 'Next') ?? '';
    }
  }

  async #map(state: JsonObject, scope: Scope): Promise<JsonValue> {
    const outputs: JsonValue[] = [];
    for (const [index, value] of (this.#options.items ?? []).entries()) {
      const context = {
        ...(at(scope['states'], 'context') as JsonObject),
        Map: { Item: { Index: index, Value: value } },
      };
      const input = await computed(state['ItemSelector'] ?? value, {
        ...scope,
        states: { ...(scope['states'] as JsonObject), context },
      });
      const { output } = await this.run(state['ItemProcessor'] as JsonObject, input, context);
      outputs.push(output);
    }
    return outputs;
  }
}

/** Runs a state machine to its end. */
export async function execute(text: string, input: JsonValue, options: MachineOptions): Promise<Execution> {
  const machine = new Machine(options);
  const id = options.id ?? 'arn:aws:states:us-east-1:000000000000:execution:notes:one';
  const ended = await machine.run(JSON.parse(text) as JsonObject, input, {
    Execution: { Id: id, StartTime: '2026-11-28T01:02:03.000Z' },
  });
  return { ...ended, states: machine.names };
}
