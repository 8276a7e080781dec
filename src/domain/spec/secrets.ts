// What a variable must not bring into a request: a request is kept in the history, shown, and sent to a service that stores it.

/** A word of a name that says by itself that the value is a secret; it may be the end of a longer word, as in GITHUBTOKEN. */
const secretWord = /(?:SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|TOKENS?|CREDENTIALS?|COOKIE|APIKEY|ACCESSKEY(?:ID)?|PRIVATEKEY)$/;
/** A key that opens something; KMS_KEY and S3_KEY name a thing. */
const secretKeyWords: ReadonlySet<string> = new Set(['ACCESS', 'API', 'AUTH', 'MASTER', 'PRIVATE', 'SECRET', 'SIGNING', 'SSH']);
/** Short words that are secrets only behind another: PWD alone is the working folder. */
const secretBehind: ReadonlySet<string> = new Set(['PASS', 'PWD', 'PW', 'PAT']);

/** Whether an environment variable holds a secret, as its name goes: a password, a token, credentials, an access key. */
export function namesSecret(name: string): boolean {
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase().split(/[^A-Z0-9]+/).filter(word => word !== '');
  return words.some((word, index) => secretWord.test(word) || (word === 'KEY' && secretKeyWords.has(words[index - 1] ?? '')) || (index > 0 && secretBehind.has(word)));
}

/** A shorter text stands in many values by chance. */
const leastLength = 8;

/** Whether a text is one of the secrets or holds one. */
export function holdsSecret(text: string, secrets: Iterable<string | undefined>): boolean {
  for (const secret of secrets) if (secret !== undefined && secret.length >= leastLength && text.includes(secret)) return true;
  return false;
}

/** The values of an environment whose names say that they are secrets. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => value !== undefined && namesSecret(name) ? [value] : []);
}
