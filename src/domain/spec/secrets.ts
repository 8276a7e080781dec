// Detects secrets, which a variable must not put into a request: it is kept in the history, shown, and sent to a
// service that stores it.

/** A word in a name that alone marks the value as a secret; it may end a longer word, as in GITHUBTOKEN. */
const secretWord =
  /(?:SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|TOKENS?|CREDENTIALS?|COOKIE|APIKEY|ACCESSKEY(?:ID)?|PRIVATEKEY)$/;
/** Words before KEY that mark a secret; KMS_KEY and S3_KEY are names of things. */
const secretKeyWords: ReadonlySet<string> = new Set([
  'ACCESS',
  'API',
  'AUTH',
  'MASTER',
  'PRIVATE',
  'SECRET',
  'SIGNING',
  'SSH',
]);
/** Short words that mark a secret only after another word: PWD alone is the working directory. */
const secretSuffixWords: ReadonlySet<string> = new Set(['PASS', 'PWD', 'PW', 'PAT']);

/**
 * Whether an environment variable holds a secret, judged by its name: a password, a token, credentials, an access key.
 */
export function namesSecret(name: string): boolean {
  const words = name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(word => word !== '');
  return words.some(
    (word, index) =>
      secretWord.test(word) ||
      (word === 'KEY' && secretKeyWords.has(words[index - 1] ?? '')) ||
      (index > 0 && secretSuffixWords.has(word)),
  );
}

/** A shorter secret occurs in many values by chance. */
const leastLength = 8;

/** Whether a text is or contains one of the secrets. */
export function holdsSecret(text: string, secrets: Iterable<string | undefined>): boolean {
  for (const secret of secrets)
    if (secret !== undefined && secret.length >= leastLength && text.includes(secret)) return true;
  return false;
}

/** Returns the values of an environment whose names mark them as secrets. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (value !== undefined && namesSecret(name) ? [value] : []));
}
