// A CSV file of 1 GB as the pages of results read it: its first rows, all of it, and rows in its middle again; beside
// the AWS CLI, with which people look into such a file otherwise.
import type { Connected } from '../../src/domain/connection.ts';
import type { Cells } from '../../src/domain/tables/records.ts';
import { TableFile } from '../../src/domain/tables/tableFile.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { open as connect, valueOf } from '../contract/connections.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { signedRequest } from '../contract/sandboxRequest.ts';
import { heldBytes } from '../unit/heap.ts';
import { awsShell } from './awsCli.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const region = 'us-east-1';
const place = { bucket: 'example-results', key: 'large/records.csv' };
const megabyte = 1_024 * 1_024;
const times = 1_024;
const rows = 50;
const rounds = 5;

/** One megabyte of records, which the sandbox repeats; the first one is the header. */
function megabyteOfRecords(): { readonly text: string; readonly records: number } {
  const lines = ['InputSourceARN,ConfidenceLevel,id,first_name,last_name,city,email,RecordId,MatchID,MatchRule'];
  let length = 0;
  for (let index = 0; length < megabyte - 400; index += 1) {
    length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    for (let at = 0; at < 20; at += 1)
      if (length < megabyte - 4_000 || at === 0)
        lines.push(
          `arn:aws:glue:us-east-1:000000000000:table/people/a,0.9,${index}-${at},"Ann, ""A""",Example,Lake Town,a@example.com,r${index},m${index % 999},Rule1`,
        );
  }
  const rest = megabyte - lines.reduce((sum, line) => sum + line.length + 1, 0);
  lines.push('x'.repeat(rest - 1));
  return { text: `${lines.join('\n')}\n`, records: lines.length };
}

export default async function bench(): Promise<readonly Row[]> {
  const sandbox = await startSandbox();
  try {
    const { text, records } = megabyteOfRecords();
    const { status } = await signedRequest(sandbox, {
      service: 's3',
      method: 'PUT',
      path: `/${place.bucket}/${place.key}`,
      body: Buffer.from(text),
      headers: { 'x-amz-meta-sandbox-repeat': String(times) },
    });
    if (status !== 200) throw new Error(`${status} for a file`);
    const connected = valueOf(await connect({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials }));
    return [await firstRows(connected, sandbox, text), ...(await whole(connected, sandbox, text, records))];
  } finally {
    await sandbox.stop();
  }
}

const tableOf = ({ results }: Connected): TableFile => new TableFile(place, region, () => results, systemClock);

async function firstRows(connected: Connected, sandbox: RunningSandbox, text: string): Promise<Row> {
  const [own, peer]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    const table = tableOf(connected);
    valueOf(await table.readMore());
    const shown = valueOf(await table.records(0, rows));
    own.push(performance.now() - from);
    table.dispose();
    if (shown.length !== rows || shown[0]?.[2] !== '0-0') throw new Error('these are not the first rows');
    const begun = performance.now();
    const head = await awsShell(
      sandbox,
      `aws s3 cp s3://${place.bucket}/${place.key} - 2>/dev/null | head -n ${rows + 1}`,
    );
    peer.push(performance.now() - begun);
    if (!text.startsWith(head)) throw new Error('these are not the first lines');
  }
  return {
    name: `the first ${rows} rows of a CSV file of 1 GB`,
    ms: median(own),
    peer: 'aws s3 cp - | head',
    peerMs: median(peer),
    maxRatio: 0.5,
  };
}

/** All of it, which nobody waits for; what is held meanwhile; and rows that are no longer in memory. */
async function whole(
  connected: Connected,
  sandbox: RunningSandbox,
  text: string,
  records: number,
): Promise<readonly Row[]> {
  const buffers = (): number => process.memoryUsage().arrayBuffers;
  const table = tableOf(connected);
  const before = heldBytes() + buffers();
  let most = before;
  const from = performance.now();
  for (let step = 0; !table.isWhole; step += 1) {
    valueOf(await table.readMore());
    if (step % 256 === 0) most = Math.max(most, heldBytes() + buffers());
  }
  const ms = performance.now() - from;
  most = Math.max(most, heldBytes() + buffers());
  // The header of the first megabyte is no record, those of the others are.
  if (table.length !== records * times - 1) throw new Error(`${table.length} records`);
  const begun = performance.now();
  const counted = await awsShell(
    sandbox,
    `aws s3 cp s3://${place.bucket}/${place.key} - | python3 -c 'import csv, sys; print(sum(1 for _ in csv.reader(sys.stdin)))'`,
  );
  const peerMs = performance.now() - begun;
  if (Number(counted) !== table.length + 1) throw new Error(`${counted} records by Python`);
  const [own, peer]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const first = records * (times / 2 + 10 * round) - 1;
    const start = performance.now();
    const shown: readonly Cells[] = valueOf(await table.records(first, rows));
    own.push(performance.now() - start);
    if (shown.length !== rows || shown[1]?.[2] !== '0-0') throw new Error('these are not the rows in the middle');
    const asked = performance.now();
    const at = (times / 2 + 10 * round) * megabyte;
    const range = await awsShell(
      sandbox,
      `aws s3api get-object --bucket ${place.bucket} --key ${place.key} --range bytes=${at}-${at + 9_999} /dev/stdout | cat`,
    );
    peer.push(performance.now() - asked);
    if (!range.startsWith(text.slice(0, 1_000))) throw new Error('this is not the middle');
  }
  const { length } = table;
  table.dispose();
  return [
    { name: `${length.toLocaleString('en')} rows: all of it`, ms, peer: 'aws s3 cp - | Python csv', peerMs },
    { name: 'what it holds of them at most', value: Math.round((most - before) / megabyte), unit: 'MB', limit: 60 },
    {
      name: `${rows} rows in its middle, read again`,
      ms: median(own),
      peer: 'aws s3api get-object --range',
      peerMs: median(peer),
      maxRatio: 0.5,
    },
  ];
}
