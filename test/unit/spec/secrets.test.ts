import assert from 'node:assert/strict';
import { holdsSecret, namesSecret, secretsOf } from '../../../src/domain/spec/secrets.ts';

describe('a secret', () => {
  const secrets = [
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_SESSION_TOKEN',
    'AWS_SECURITY_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_SHARED_CREDENTIALS_FILE',
    'aws_secret_access_key',
    'awsSecretAccessKey',
    'GITHUB_TOKEN',
    'GITHUBTOKEN',
    'NPM_TOKEN',
    'DB_PASSWORD',
    'PGPASSWORD',
    'MYSQL_PWD',
    'SMTP_PASS',
    'DB_PASSWD',
    'SSH_PASSPHRASE',
    'API_KEY',
    'OPENAI_API_KEY',
    'ApiKey',
    'X-Api-Key',
    'STRIPE_SECRET',
    'CLIENT_SECRETS',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'PRIVATE_KEY',
    'TLS_PRIVATE_KEY_PEM',
    'SESSION_COOKIE',
    'TOKEN',
    'PASSWORD',
    'GH_PAT',
    'DATABASE_PASSWORD_FILE',
  ];
  for (const name of secrets)
    it(`is ${name}, by its name`, () => {
      assert.equal(namesSecret(name), true);
    });

  const plain = [
    'AWS_REGION',
    'AWS_PROFILE',
    'AWS_ACCOUNT_ID',
    'AWS_ROLE_ARN',
    'KMS_KEY',
    'KMS_KEY_ARN',
    'S3_KEY',
    'OUTPUT_KEY',
    'KEY',
    'PWD',
    'OLDPWD',
    'HOME',
    'USER',
    'PATH',
    'PATIENTS',
    'PASSAGE',
    'TOKENIZER_VERSION',
    'SECRETARY',
    'COMPASS',
    'BATCH',
    'WARD',
    'MONKEY',
    'KEYBOARD',
    '',
    '_',
    'SSH_AGENT_PID',
  ];
  for (const name of plain)
    it(`is not ${name || 'no name'}`, () => {
      assert.equal(namesSecret(name), false);
    });

  it('is found in a text, unless it is so short that it may be there by chance', () => {
    const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    for (const text of [key, `a ${key}`, `${key}/b`])
      assert.equal(holdsSecret(text, [undefined, 'other-secret', key]), true);
    assert.equal(holdsSecret(key.slice(1), [key]), false);
    assert.equal(holdsSecret('prod/notes/', ['', 'prod', undefined]), false);
  });

  it('of an environment is the value of each such name', () => {
    assert.deepEqual(secretsOf({ DB_PASSWORD: 'one', USER: 'two', GITHUB_TOKEN: 'three', API_KEY: undefined }), [
      'one',
      'three',
    ]);
  });
});
