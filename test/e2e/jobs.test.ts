// Starting jobs, watching them, and what can be done with one, in the editor as users have it.
import { bound } from '../pace.ts';
import { describeJobCommands } from './jobCommands.ts';
import { describeMainScenario } from './mainScenario.ts';
import { shared } from './scenes.ts';
import { openSession } from './support.ts';

/** Long enough for a job to be unfinished when it is started a second time, or stopped from its menu. */
const jobSeconds = bound(10_000) / 1_000;

describe('jobs', () => {
  const session = shared(() =>
    openSession({
      fewBuiltIns: false,
      settings: { 'awsJobs.sandbox.jobSeconds': jobSeconds },
      // Rows that are expanded would push others out of the view.
      viewport: { width: 1400, height: 1300 },
    }),
  );
  describeMainScenario(session);
  describeJobCommands(session);
});
