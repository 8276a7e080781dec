// What a user sees when a start is refused, lost or not possible.
import { isWhole } from '../runs.ts';
import { describeCrash } from './crash.ts';
import { describePreflight } from './preflight.ts';
import { describeRefusals } from './refusals.ts';
import { shared } from './scenes.ts';
import { describeSignIn, signInHome, signInProfiles } from './signIn.ts';
import { openServiceSession } from './support.ts';
import { describeUntrusted } from './untrusted.ts';

describe('a start', () => {
  const session = shared(() =>
    openServiceSession({
      jobSeconds: 4,
      viewport: { width: 1500, height: 1000 },
      profiles: signInProfiles,
      settings: {
        'awsJobs.connection': { profile: 'guarded', region: 'us-east-1' },
        'awsJobs.protectedConnections': ['guard*'],
      },
      env: { HOME: signInHome() },
    }),
  );
  describePreflight(session);
  describeRefusals(session);
  describeCrash(session);
  describeSignIn(session);
});

// In Restricted Mode, the host tests of the window `restricted` prove the same without a page.
if (isWhole) describeUntrusted();
