// The sandbox process: reads its command line and its key, listens, and ends with the window that started it.
import { createInterface } from 'node:readline';
import { accountId } from './account.ts';
import { parseArguments } from './arguments.ts';
import type { Credentials } from './auth/signature.ts';
import { seedDocuments } from './seed/manyNotes.ts';
import { seed } from './seed/seed.ts';
import { seedAccount } from './seed/syntheticAccount.ts';
import { startServer } from './server.ts';
import { Database } from './store/database.ts';

/** The exit code when the sandbox cannot start, which whoever started it can fix. */
const startFailed = 2;

function complain(message: string): void {
  process.stderr.write(`sandbox: ${message.replaceAll(/\s+/g, ' ').trim()}\n`);
}

/** Node warns on stderr that SQLite is experimental; stderr is reserved for what a user can act on. */
function silenceExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', warning => {
    if (warning.name !== 'ExperimentalWarning') complain(warning.message);
  });
}

/** The key comes on stdin because command lines and environments can be read by other processes. */
function parseCredentials(line: string): Credentials {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    parsed = undefined;
  }
  const { accessKeyId, secretAccessKey } = (parsed ?? {}) as Partial<Record<string, unknown>>;
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    accessKeyId === '' ||
    secretAccessKey === ''
  ) {
    throw new Error('the first line of stdin must be {"accessKeyId":"…","secretAccessKey":"…"}');
  }
  return { accessKeyId, secretAccessKey };
}

async function run(firstLine: Promise<string>): Promise<void> {
  const { stateDirectory, history, documents, ...options } = parseArguments(process.argv.slice(2));
  const database = Database.open(stateDirectory);
  process.on('exit', () => {
    database.close();
  });
  seed(database, Date.now());
  seedDocuments(database, documents, Date.now());
  seedAccount(database, history, Date.now());
  const credentials = parseCredentials(await firstLine);
  const { url } = await startServer({
    database,
    credentials,
    ...options,
    clock: Date.now,
    onInternalError: complain,
  });
  process.stdout.write(`${JSON.stringify({ url, account: accountId })}\n`);
}

silenceExperimentalWarnings();
// The state directory contains uploaded documents, which other users must not read.
process.umask(0o077);
process.on('SIGTERM', () => {
  process.exit(0);
});
const input = createInterface({ input: process.stdin });
const firstLine = new Promise<string>(resolve => {
  input.once('line', resolve);
});
// The window has closed, and with it everyone who knows the key.
input.once('close', () => {
  process.exit(0);
});
run(firstLine).catch((error: unknown) => {
  complain(error instanceof Error ? error.message : String(error));
  process.exit(startFailed);
});
