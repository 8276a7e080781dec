import assert from 'node:assert/strict';
import { type Refusal, type CredentialOrigin, refusalKinds } from '../../../src/domain/refusal.ts';
import { signInOf } from '../../../src/domain/signIn.ts';
import { signInLine } from '../../../src/domain/signInLine.ts';
import { refusalSentence, refusalTexts } from '../../../src/ui/refusalTexts.ts';

const span = (ms: number): string => `${ms / 60_000} min`;
const refusal = (more: Partial<Refusal> & Pick<Refusal, 'kind'>): Refusal => ({
  name: 'SomeException',
  message: '',
  nothingHappened: true,
  ...more,
});
const sentence = (more: Partial<Refusal> & Pick<Refusal, 'kind'>, place = {}): string =>
  refusalSentence(span, refusal(more), place);
const setups = ['NoSuchProfile', 'NoSuchServicesSection', 'NoRegion', 'InvalidEndpoint', 'SomethingElse'];

describe('the texts of a refusal', () => {
  const each = refusalKinds.flatMap(kind =>
    (kind === 'setup' ? setups : ['SomeException']).map(name => refusal({ kind, name, message: 'a text' })),
  );

  for (const one of each) {
    it(`${one.kind} ${one.name}: has a phrase for rows, and sentences`, () => {
      const { phrase, what, next } = refusalTexts(span)[one.kind](one, { profile: 'clinic' });
      assert.match(phrase, /^[a-z][^.:\n]{3,50}$/);
      for (const text of [what, ...(next === '' ? [] : [next])]) assert.match(text, /^[A-Z].*[.…]$/);
      assert.ok(next !== '' || ['invalid', 'cancelled', 'setup'].includes(one.kind), 'there is no next step');
    });
  }

  it('have a separate phrase for each kind', () => {
    const phrases = each.map(one => refusalTexts(span)[one.kind](one, {}).phrase);
    assert.deepEqual(
      phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index),
      [],
    );
  });

  it('do not say that the service refused if it did not, or that it was not reached if it was', () => {
    for (const kind of ['brokenOff', 'timeout', 'badReply', 'fault', 'network'] as const)
      assert.doesNotMatch(sentence({ kind }), /refus|not accept/);
    for (const kind of ['brokenOff', 'timeout', 'badReply', 'fault', 'throttled'] as const)
      assert.doesNotMatch(sentence({ kind }), /not reach/);
  });

  it('do not mention a default profile if none was selected', () => {
    for (const one of each) assert.doesNotMatch(refusalSentence(span, one, {}), /“default”/, one.kind);
  });

  it('name the selected profile, or else the one that the environment names', () => {
    assert.match(sentence({ kind: 'expired' }, { profile: 'clinic' }), /“clinic”/);
    assert.match(sentence({ kind: 'expired', origin: { from: 'sso', profile: 'work' } }), /“work”/);
  });

  for (const [value, mended] of [
    ['localhost:4566', 'http://localhost:4566'],
    ['127.0.0.1:4566', 'http://127.0.0.1:4566'],
    ['//127.0.0.1:4566', 'http://127.0.0.1:4566'],
    ['aws.example.org', 'https://aws.example.org'],
  ] as const) {
    it(`name the endpoint ${value} and what it lacks`, () => {
      const words = sentence({ kind: 'setup', name: 'InvalidEndpoint', message: value });
      assert.ok(words.includes(`“${value}”`) && words.includes(`Write “${mended}”`), words);
    });
  }

  it('ask for a web address if nothing can be added to make one', () => {
    for (const message of ['ftp://127.0.0.1/', 'http://', 'a b'])
      assert.match(
        sentence({ kind: 'setup', name: 'InvalidEndpoint', message }),
        /must begin with https:\/\/ or http:\/\//,
      );
  });

  it('end the output of a credential process as one sentence', () => {
    const words = sentence(
      { kind: 'credentials', name: 'CredentialsProviderError', message: 'Command failed: get-keys\nno network\n' },
      { profile: 'clinic' },
    );
    assert.match(words, /Command failed: get-keys no network\. Check/);
    assert.doesNotMatch(words, /\n/);
  });

  it('say by how much the clock is off, and in which direction', () => {
    assert.match(sentence({ kind: 'clock', clockOffsetMs: 20 * 60_000 }), /20 min behind/);
    assert.match(sentence({ kind: 'clock', clockOffsetMs: -20 * 60_000 }), /20 min ahead/);
  });
});

describe('signing in', () => {
  const of = (
    from: CredentialOrigin['from'],
    kind: Refusal['kind'] = 'expired',
    profile: string | undefined = 'clinic',
  ) => signInOf({ kind, origin: { from, ...(profile === undefined ? {} : { profile }) } });

  it('is offered for exactly that profile, and only if there is something to sign in with', () => {
    assert.deepEqual(of('sso')?.argv, ['aws', 'sso', 'login', '--profile', 'clinic']);
    assert.deepEqual(of('login', 'signedOut')?.argv, ['aws', 'login', '--profile', 'clinic']);
    for (const from of ['keys', 'process', 'environment', 'machine', 'webIdentity', 'none'] as const)
      assert.equal(of(from), undefined);
    for (const kind of refusalKinds.filter(each => each !== 'expired' && each !== 'signedOut'))
      assert.equal(of('sso', kind), undefined);
    assert.equal(signInOf({ kind: 'expired' }), undefined);
  });

  it('never suggests aws sso login to users with static keys', () => {
    for (const kind of ['expired', 'signedOut', 'credentials'] as const) {
      assert.doesNotMatch(
        sentence({ kind, origin: { from: 'keys', profile: 'clinic' } }, { profile: 'clinic' }),
        /Sign in|sso/,
      );
    }
  });

  it('treats a name as a name, whatever it contains', () => {
    assert.equal(
      signInLine({ profile: '', argv: ['aws', 'login', '--profile', 'a b; rm -rf $HOME'] }, 'posix'),
      "aws login --profile 'a b; rm -rf $HOME'",
    );
    assert.equal(
      signInLine({ profile: '', argv: ['aws', 'login', '--profile', "it's"] }, 'posix'),
      "aws login --profile 'it'\\''s'",
    );
    assert.deepEqual(of('login', 'expired', '--endpoint-url')?.argv.at(-1), '--profile=--endpoint-url');
    assert.equal(signInLine(of('login', 'expired', '--a b')!, 'posix'), "aws login '--profile=--a b'");
  });
});
