// The environment of an editor under test: its own home and AWS files, so that no test reads a developer's settings or
// credentials and no variable of the developer leaks in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Environment = Record<string, string>;

/** Variables that would influence the editor or give it somebody's credentials. */
const notInherited = /^(AWS_|VSCODE_|ELECTRON_|CODE_SERVER_|npm_|XDG_|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$)/i;

const configText = `[default]
region = us-east-1

[profile made-up]
region = eu-west-1
`;

const credentialsText = `[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[made-up]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
`;

/**
 * Makes a home under `work` with made-up AWS profiles and returns an environment that points to it: the variables of
 * this process except those that must not be inherited, plus `extra`.
 */
export function isolatedEnvironment(work: string, extra: Environment = {}): Environment {
  const home = join(work, 'home');
  const config = join(home, '.aws', 'config');
  const credentials = join(home, '.aws', 'credentials');
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(config, configText);
  writeFileSync(credentials, credentialsText);
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !notInherited.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...extra,
  };
}
