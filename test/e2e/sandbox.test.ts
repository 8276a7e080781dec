// What a user does with jobs of the local sandbox: in one workbench, each scene after the other.
import { describeBatch } from './batchRetry.ts';
import { describeImport } from './import.ts';
import { describeResolution } from './resolution.ts';
import { describeResults } from './results.ts';
import { shared } from './scenes.ts';
import { openSession } from './support.ts';

describe('in the local sandbox', () => {
  const session = shared(() =>
    openSession({ viewport: { width: 1500, height: 1100 }, settings: { 'awsJobs.connection': { sandbox: true } } }),
  );
  describeBatch(session);
  describeResults(session);
  describeResolution(session);
  describeImport(session);
});
