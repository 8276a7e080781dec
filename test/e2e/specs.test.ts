// Writing specs, as text and in the form.
import { describeEditor } from './editor.ts';
import { describeForm } from './form.ts';
import { shared } from './scenes.ts';
import { openServiceSession } from './support.ts';

describe('specs', () => {
  const session = shared(() =>
    openServiceSession({
      jobSeconds: 2,
      settings: { 'awsJobs.start.confirm': false },
      profiles: '[profile elsewhere]\nregion = sa-east-1\n',
    }),
  );
  describeEditor(session);
  describeForm(session);
});
