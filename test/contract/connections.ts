import assert from 'node:assert/strict';
import { createConnector, everyEndpoint } from '../../src/aws/index.ts';
import type { ConnectorOptions } from '../../src/aws/connector.ts';
import type { Connected, ConnectionChoice, EndpointOverrides } from '../../src/domain/connection.ts';
import type { Answer, Refusal } from '../../src/domain/refusal.ts';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** What a connection under test reaches. */
export interface ConnectionSetup {
  /** The endpoint of all services, as in the setting; without it, the profile and the environment decide. */
  readonly url?: string;
  readonly endpoints?: EndpointOverrides;
  /** The sandbox's key, for connecting to the sandbox. */
  readonly sandbox?: SandboxCredentials;
  readonly askMfaCode?: (serial: string) => Promise<string>;
  /** Receives everything the connector logs. */
  readonly calls?: object[];
  readonly limits?: ConnectorOptions['limits'];
}

/** Opens a connection with the real connector. */
export function open(
  choice: ConnectionChoice,
  setup: ConnectionSetup = {},
  signal?: AbortSignal,
): Promise<Answer<Connected>> {
  const { url, endpoints = url === undefined ? {} : everyEndpoint(url), sandbox, calls = [] } = setup;
  return createConnector({
    endpoints: () => endpoints,
    sandbox: () =>
      sandbox === undefined || url === undefined
        ? Promise.reject(new Error('no sandbox was expected'))
        : Promise.resolve({ url, credentials: sandbox }),
    askMfaCode: setup.askMfaCode ?? (() => Promise.reject(new Error('no MFA code was expected to be asked for'))),
    onCall: call => {
      calls.push(call);
    },
    ...(setup.limits === undefined ? {} : { limits: setup.limits }),
  }).open(choice, signal);
}

/** The value of an answer. Fails if it is a refusal. */
export function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) assert.fail(`refused: ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}

/** The refusal of an answer. Fails if there is none. */
export function refusalOf(answer: Answer<unknown>): Refusal {
  if (answer.ok) assert.fail('it was not refused');
  return answer.refusal;
}
