// Asks AWS what a start of each spec would need: `aws-job-specs preflight`. A bundle of its own, because it needs the SDK.
import { createConnector, everyEndpoint } from '../aws/index.ts';
import type { Connected } from '../domain/connection.ts';
import { defined } from '../domain/defined.ts';
import { Preflight } from '../domain/preflight/preflight.ts';
import { subjectOf } from '../domain/preflight/subject.ts';
import { loadChecker } from '../domain/spec/check.ts';
import type { VariableSources } from '../domain/spec/variableKinds.ts';
import { systemClock } from '../machine/clock.ts';
import type { PreflightOptions } from './arguments.ts';
import { displayPath } from './check.ts';
import { readSpec, reasonOf } from './files.ts';

/** An answer about a file. `check`: the id and title of the check that gave it. */
export interface Answer {
  readonly check: { readonly id: string; readonly title: string };
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly text: string;
  readonly advice?: string;
  readonly details?: readonly string[];
}

/** The answers about a file, or why there are none. */
export interface FileAnswers {
  readonly file: string;
  /** As in the report of `check`. */
  readonly path: string;
  readonly answers: readonly Answer[];
  readonly unreadable?: string;
}

/** Opens the connection. Throws Error with the reason if there is none. */
export async function connect({ profile, region, endpointUrl: url }: PreflightOptions): Promise<Connected> {
  const endpoints = url === undefined ? {} : everyEndpoint(url);
  const answer = await createConnector({
    endpoints: () => endpoints,
    sandbox: () => Promise.reject(new Error('the sandbox is part of the editor')),
    askMfaCode: () => Promise.reject(new Error('an MFA code cannot be asked for here')),
    onCall: () => undefined,
  }).open({ region: region ?? '', ...(profile === undefined ? {} : { profile }) });
  if (answer.ok) return answer.value;
  const { name, message: said, origin } = answer.refusal;
  // What a credential process writes may be a secret, and a build server keeps what is printed.
  const message = origin?.from === 'process' && !process.stderr.isTTY ? '' : said;
  throw new Error(`could not connect: ${[name, message].filter(part => part !== '').join(': ')}`);
}

/** Asks about each file in turn. A file with errors has them as its answers. */
export async function* askFiles(
  files: readonly string[],
  cwd: string,
  connected: Connected,
  variables: VariableSources,
  { readsDocuments }: Pick<PreflightOptions, 'readsDocuments'>,
): AsyncGenerator<FileAnswers> {
  const check = await loadChecker();
  const { services, live, results, preflight: port, credentialsEnd } = connected;
  const { account, partition } = services.identity;
  for (const file of files) {
    const path = displayPath(file, cwd);
    let text: string;
    try {
      text = await readSpec(file);
    } catch (fault) {
      yield { file, path, answers: [], unreadable: reasonOf(fault) };
      continue;
    }
    const { spec, problems } = check(text, {
      clock: performance,
      variables,
      connection: { region: services.region, account, partition },
    });
    if (spec === undefined) {
      const errors = problems.filter(({ severity }) => severity === 'error');
      yield {
        file,
        path,
        answers:
          errors.length === 0
            ? [noValues]
            : errors.map(({ code, message }) => ({
                check: { id: code, title: code },
                verdict: 'no' as const,
                text: message,
              })),
      };
      continue;
    }
    const preflight = new Preflight(
      {
        subject: subjectOf(spec, services),
        port,
        live,
        results,
        services,
        clock: systemClock,
        simulated: false,
        unfinished: [],
        readsDocuments,
        rates: {},
        ...defined({ credentialsEnd }),
      },
      () => undefined,
    );
    await preflight.run();
    yield {
      file,
      path,
      answers: preflight.results.flatMap(({ check: of, findings = [] }) =>
        // The names of documents may name a patient, and a build server keeps what is printed.
        findings.map(({ details, ...finding }) => ({
          check: of,
          ...finding,
          ...(of.id === 'documents' || details === undefined ? {} : { details }),
        })),
      ),
    };
  }
}

const noValues: Answer = {
  check: { id: 'variables', title: 'Variables' },
  verdict: 'unknown',
  text: 'Some of its variables have no value, so nothing was checked.',
  advice: 'Give them by --vars, --var or --env. Those that ask a person have none on the command line.',
};
