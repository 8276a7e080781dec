#!/usr/bin/env node
// Replaces the VS Code executable for @vscode/test-electron: takes its arguments, runs the tests in the offline
// extension host and exits with their code. One suite of host tests serves both desktop VS Code and the offline
// workbench.
import { bound } from '../pace.ts';
import { runExtensionTests } from './extension-tests.ts';

const flags = name =>
  process.argv.filter(argument => argument.startsWith(`--${name}=`)).map(argument => argument.slice(name.length + 3));
const flag = name => flags(name)[0];

process.exit(
  await runExtensionTests({
    folder: flag('folder-uri') ?? process.argv.slice(2).find(argument => !argument.startsWith('--')),
    extensionDevelopmentPath: flags('extensionDevelopmentPath'),
    extensionTestsPath: flag('extensionTestsPath'),
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(TEST_|AWS_|MOCHA_)/.test(name))),
    timeoutMs: bound(600_000),
  }),
);
