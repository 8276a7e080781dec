// The commands that start and watch jobs. A bundle of its own, because it needs the SDK and the job history.
import { StorageError } from '../machine/database.ts';
import { UsageError } from './arguments.ts';
import { type JobArguments, parseJobArguments } from './jobs/arguments.ts';
import { Ended, exitCodes } from './jobs/exitCodes.ts';
import { Interrupts } from './jobs/interrupts.ts';
import { list } from './jobs/list.ts';
import { type JobCommand, helpOf } from './jobs/options.ts';
import { Session, unusable } from './jobs/session.ts';
import { show } from './jobs/show.ts';
import { start } from './jobs/start.ts';
import { stop } from './jobs/stop.ts';
import { Terminal } from './jobs/terminal.ts';
import { wait } from './jobs/wait.ts';
import { packageName } from './self.ts';

const commands: Readonly<Record<JobCommand, (session: Session) => Promise<number>>> = { start, wait, list, show, stop };

/** Runs a command. `argv` begins with its name. Resolves with the exit code. */
export async function runJobs(argv: readonly string[]): Promise<number> {
  const terminal = new Terminal();
  let args: JobArguments;
  try {
    args = parseJobArguments(argv);
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    terminal.warn(`${fault.message}. “${packageName} ${argv[0] ?? ''} --help” lists what it takes.`);
    return exitCodes.failed;
  }
  if (args.help) {
    process.stdout.write(helpOf(args.command));
    return exitCodes.done;
  }
  silenceExperimentalWarnings();
  const code = await runSession(args, terminal);
  if (code <= exitCodes.interrupted) return code;
  // Not when everything has ended by itself: a credential process, for one, cannot be broken off.
  return await new Promise<never>(() => {
    process.stdout.write('', () => process.exit(code));
  });
}

const interrupted = 'Interrupted. Nothing more was sent.';

async function runSession(args: JobArguments, terminal: Terminal): Promise<number> {
  const needsAnswer = args.command === 'start' || args.command === 'stop';
  if (needsAnswer && !args.yes && !terminal.canAsk) {
    terminal.warn(
      `${args.command} asks before it does anything, and nobody can be asked here. Add --yes to agree beforehand.`,
    );
    return exitCodes.failed;
  }
  const interrupts = new Interrupts();
  let session: Session | undefined;
  try {
    session = new Session(args, terminal, interrupts);
    const code = await commands[args.command](session);
    // A start reports what is known of each spec, and then ends.
    if (interrupts.code !== undefined) terminal.warn(interrupted);
    return interrupts.code ?? code;
  } catch (fault) {
    const ended =
      fault instanceof StorageError && session !== undefined
        ? unusable(session.path, fault)
        : fault instanceof Ended
          ? fault
          : fault instanceof UsageError // such as an overlay that cannot be read
            ? new Ended(fault.message)
            : undefined;
    terminal.progress('');
    // What a signal ends by an exception, such as a question, has done nothing.
    if (interrupts.code !== undefined) terminal.warn(interrupted);
    else if (ended !== undefined) terminal.warn(ended.message);
    if (ended === undefined && interrupts.code === undefined) throw fault;
    return interrupts.code ?? ended?.code ?? exitCodes.failed;
  } finally {
    session?.dispose();
    interrupts.dispose();
  }
}

/** Node warns that SQLite is experimental, which a user can do nothing about. */
function silenceExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') process.stderr.write(`${name}: ${message}\n`);
  });
}
