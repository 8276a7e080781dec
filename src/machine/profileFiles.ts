// Tells when the files change that profiles and their credentials are read from.
import { type FSWatcher, existsSync, watch } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A sign-in writes several files, and an editor writes a file in several steps. */
const togetherMs = 500;

/** The folders with these files: of the config and credentials files, and of the sessions that the AWS CLI keeps. */
function folders(env: NodeJS.ProcessEnv): readonly string[] {
  const aws = join(homedir(), '.aws');
  const files = [env['AWS_CONFIG_FILE'] ?? '', env['AWS_SHARED_CREDENTIALS_FILE'] ?? ''].filter(file => file !== '');
  const found = [aws, join(aws, 'sso', 'cache'), join(aws, 'login', 'cache'), ...files.map(file => dirname(file))];
  return Array.from(new Set(found)).filter(folder => existsSync(folder));
}

/** Calls back once, a moment after the first change. Folders that cannot be watched are left out. */
export function watchProfileFiles(onChange: () => void, env: NodeJS.ProcessEnv = process.env): { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders(env).flatMap<FSWatcher>(folder => {
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        timer ??= setTimeout(onChange, togetherMs);
      });
      // Such as a folder that is deleted.
      watcher.on('error', () => {
        watcher.close();
      });
      return [watcher];
    } catch {
      return [];
    }
  });
  return {
    dispose() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
