// A process with its own connection to a job database, like another window. It prints "ready", waits until its standard
// input ends, so that several can start at once, performs its task, and prints the result as one line of JSON.
import { once } from 'node:events';
import { JobDatabase } from '../../../src/machine/database.ts';
import { type JobQuery, defaultQuery } from '../../../src/domain/jobs/query.ts';
import { allJobs } from '../jobs/allJobs.ts';
import { account, entities, idMapping, intentOf, requestOf, startedJob } from '../jobs/fakeServices.ts';

const [path = '', task = '', name = ''] = process.argv.slice(2);
const database = new JobDatabase(path, 20_000); // five writers on a slow disk may wait long

function work(): unknown {
  switch (task) {
    case 'begin': {
      const begun = database.begin(intentOf(idMapping, requestOf(idMapping), 1_000, { id: name }), false);
      return 'begun' in begun
        ? { begun: begun.begun.id }
        : 'unanswered' in begun
          ? { unanswered: begun.unanswered.id }
          : 'running' in begun
            ? { running: begun.running.id }
            : begun;
    }
    case 'write': {
      for (let index = 0; index < 100; index += 1) {
        const intent = intentOf(entities, requestOf(entities, `${name}-${index}`), 1_000 + index, {
          id: `${name}-${index}`,
        });
        database.resolve({ ...intent, state: 'started', jobId: intent.id }, startedJob(entities, intent.id, 1_000));
      }
      return 'written';
    }
    case 'news':
      return database.takeFinished(account).map(({ id }) => id);
    case 'lease':
      return database.lease('watch', { owner: name, rank: 1, now: 1_000, forMs: 1_000 });
    case 'days': {
      const query: JobQuery = { ...defaultQuery, grouping: 'day' };
      const jobs = database.counts(account, query, 0).map(({ group, jobs: count }) => [
        group,
        count,
        database
          .keys(account, query, 0, Infinity, group)
          .map(({ id }) => id)
          .sort(),
      ]);
      return { offset: new Date(Date.UTC(2029, 6, 1)).getTimezoneOffset(), jobs };
    }
    case 'open':
      return allJobs(database, account).length;
    case 'die': {
      database.begin(intentOf(idMapping, requestOf(idMapping), 1_000, { id: name }), false);
      process.kill(process.pid, 'SIGKILL');
      return undefined;
    }
    case 'remove and die': {
      const [job] = allJobs(database, account).filter(({ id }) => id === name);
      if (job === undefined) throw new Error('no such job');
      // Another program reads, so the log cannot be emptied now.
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const reader = new DatabaseSync(path);
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM jobs').get();
      database.remove([job]);
      process.kill(process.pid, 'SIGKILL');
      return undefined;
    }
    default:
      throw new Error(task);
  }
}

process.stdout.write('ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
process.stdout.write(`${JSON.stringify(work())}\n`);
database.dispose();
