// Python's own readers of CSV and JSON: the programs that read exports are mostly written in it.
import { spawnSync } from 'node:child_process';

const interpreter = ['python3', 'python'].find(
  name => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0,
);

export function hasPython(): boolean {
  return interpreter !== undefined;
}

/** For titles: why a test is skipped. */
export const skipped = hasPython() ? '' : ' (skipped: Python 3.8 is not installed)';

/** Runs a program that reads a file from `stdin` (bytes) and prints JSON. */
export function python(program: string, file: string): unknown {
  const { status, stdout, stderr } = spawnSync(interpreter ?? '', ['-c', program], {
    input: Buffer.from(file),
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python: ${stderr.toString()}`);
  return JSON.parse(stdout.toString());
}

/** Prints the rows of a CSV file. */
export const readCsv = `
import csv, io, json, sys
print(json.dumps(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8-sig', newline=''), strict=True))))
`;

/** Prints the values of JSON Lines, split wherever Python can split lines. */
export const readJsonLines = `
import json, sys
print(json.dumps([json.loads(line) for line in sys.stdin.buffer.read().decode('utf-8').splitlines()]))
`;

/** Prints the text of every span of every task. */
export const readSpans = `
import json, sys
tasks = [json.loads(line) for line in sys.stdin.buffer.read().decode('utf-8').splitlines()]
print(json.dumps([[task['text'][span['start']:span['end']] for span in task['spans']] for task in tasks]))
`;
