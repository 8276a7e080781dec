import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The AWS files and variables that a test sets; nothing of the developer's own can be read. */
export interface AwsEnvironment {
  /** An empty home directory that contains the config and credentials files. */
  readonly directory: string;
  /** The host names that were looked up. None of them is resolved. */
  readonly lookups: string[];
  /** Writes the config file. */
  config(text: string): Promise<void>;
  /** Writes the credentials file. */
  credentials(text: string): Promise<void>;
  /** Sets variables; undefined deletes one. */
  set(variables: Readonly<Record<string, string | undefined>>): void;
  /** Restores the process. */
  restore(): Promise<void>;
}

/** Gives the process an empty AWS environment in which no host name resolves: only 127.0.0.1 can be reached. */
export async function isolateAws(): Promise<AwsEnvironment> {
  const before = { ...process.env };
  const directory = await mkdtemp(join(tmpdir(), 'aws-environment-'));
  const configFile = join(directory, 'config');
  const credentialsFile = join(directory, 'credentials');
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    HOME: directory,
    USERPROFILE: directory,
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    AWS_EC2_METADATA_DISABLED: 'true',
  });

  const lookups: string[] = [];
  // Patched where Node's own net module gets it.
  const dns = process.getBuiltinModule('node:dns');
  const { lookup } = dns;
  const nowhere = (
    host: string,
    options: LookupAllOptions,
    done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ): void => {
    if (isIP(host) !== 0) {
      lookup(host, options, done);
      return;
    }
    lookups.push(host);
    setImmediate(() => {
      done(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
          hostname: host,
        }),
        [],
      );
    });
  };
  Object.assign(dns, { lookup: nowhere });

  return {
    directory,
    lookups,
    config: text => writeFile(configFile, text),
    credentials: text => writeFile(credentialsFile, text),
    set: variables => {
      for (const [name, value] of Object.entries(variables)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    },
    restore: async () => {
      Object.assign(dns, { lookup });
      for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
