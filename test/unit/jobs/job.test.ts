import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Job,
  type Snapshot,
  isUnfinished,
  keyText,
  markGone,
  applySnapshot,
  phaseOfJob,
} from '../../../src/domain/jobs/job.ts';
import type { JobKind } from '../../../src/domain/jobs/kinds.ts';
import { entities, idMapping, startedJob } from './fakeServices.ts';

const now = 1_000_000;
const finished: Readonly<Record<string, readonly string[]>> = {
  comprehendmedical: ['COMPLETED', 'PARTIAL_SUCCESS', 'FAILED', 'STOPPED'],
  entityresolution: ['SUCCEEDED', 'FAILED'],
};

const jobAt = (kind: JobKind, status: string, more: Partial<Job> = {}): Job =>
  startedJob(kind, 'j1', now, { status, ...more });

for (const kind of [entities, idMapping]) {
  const words = [...Object.keys(kind.phases), 'NEW_WORD', ''];
  const ended = finished[kind.service] ?? [];

  describe(`a job of ${kind.service}`, () => {
    for (const from of words) {
      const isEnd = ended.includes(from);
      it(`${from || '(no word)'} is ${isEnd ? 'final: only another final status follows' : 'not final: every status follows, except that a stopping job does not go back'}`, () => {
        assert.equal(isUnfinished(jobAt(kind, from)), !isEnd);
        const late =
          kind.phases[from] === 'stopping'
            ? words.filter(word => ['waiting', 'running'].includes(kind.phases[word] ?? ''))
            : [];
        for (const to of words) {
          const before = jobAt(kind, from);
          const after = applySnapshot(before, { id: 'j1', status: to }, now + 5);
          const goes = from !== to && (!isEnd || ended.includes(to)) && !late.includes(to);
          assert.equal(after.status, goes ? to : from, to);
          if (goes) assert.equal(after.seenAt, now + 5);
          else assert.equal(after, before, to);
        }
      });
    }

    it('ends the same whatever the order of the answers, once one says that it has finished', () => {
      fc.assert(
        fc.property(
          fc.shuffledSubarray(words, { minLength: 1 }),
          fc.constantFrom(...ended),
          fc.nat(20),
          (said, last, place) => {
            const others = said.filter(word => !ended.includes(word));
            others.splice(place % (others.length + 1), 0, last);
            const end = others.reduce(
              (job, status, index) => applySnapshot(job, { id: 'j1', status }, now + index),
              jobAt(kind, words[0] ?? ''),
            );
            assert.equal(end.status, last);
            assert.ok(!isUnfinished(end));
          },
        ),
      );
    });
  });
}

describe('applySnapshot()', () => {
  it('restores a job that was marked gone while stopping, whatever its status', () => {
    const back = applySnapshot(
      markGone(jobAt(entities, 'STOP_REQUESTED'), now),
      { id: 'j1', status: 'IN_PROGRESS' },
      now + 1,
    );
    assert.deepEqual([back.gone, back.status], [undefined, 'IN_PROGRESS']);
  });

  const whole: Required<Snapshot> = {
    id: 'j1',
    status: 'IN_PROGRESS',
    name: 'n',
    workflow: 'w',
    jobType: 'BATCH',
    kmsKey: 'k',
    input: 's3://in/',
    output: 's3://out/x/',
    role: 'r',
    manifest: 's3://out/x/Manifest',
    message: 'm',
    submittedAt: now + 1,
    endedAt: now + 2,
    expiresAt: now + 3,
    metrics: { b: 2, a: 1 },
  };

  it('returns the same object if only the time has changed, whatever the order of the facts', () => {
    const once = applySnapshot(jobAt(entities, 'SUBMITTED'), whole, now + 10);
    const reversed = Object.fromEntries(
      Object.entries({ ...whole, metrics: { a: 1, b: 2 } }).reverse(),
    ) as unknown as Snapshot;
    assert.equal(applySnapshot(once, reversed, now + 20), once);
    assert.equal(once.seenAt, now + 10);
  });

  it('takes over each fact that is present and keeps the others', () => {
    const before = applySnapshot(jobAt(entities, 'SUBMITTED'), whole, now);
    for (const [name, value] of Object.entries(whole))
      if (name !== 'id' && name !== 'status') assert.deepEqual(before[name as keyof Job], value);
    const after = applySnapshot(before, { id: 'j1', status: 'COMPLETED' }, now);
    assert.deepEqual({ ...after, status: before.status, seenAt: before.seenAt, timeline: before.timeline }, before);
    assert.deepEqual(
      after.timeline?.map(({ status }) => status),
      ['SUBMITTED', 'IN_PROGRESS', 'COMPLETED'],
    );
  });

  it('takes over each fact on its own', () => {
    const before = applySnapshot(jobAt(entities, 'SUBMITTED'), whole, now);
    const news: Required<Snapshot> = {
      id: 'j1',
      status: 'COMPLETED',
      name: 'n2',
      workflow: 'w2',
      jobType: 'INCREMENTAL',
      kmsKey: 'k2',
      input: 's3://in/2/',
      output: 's3://out/y/',
      role: 'r2',
      manifest: 's3://out/y/Manifest',
      message: 'm2',
      submittedAt: now + 2,
      endedAt: now + 3,
      expiresAt: now + 4,
      metrics: { a: 1, b: 3 },
    };
    for (const [name, value] of Object.entries(news))
      if (name !== 'id')
        assert.deepEqual(applySnapshot(before, { ...whole, [name]: value }, now + 9)[name as keyof Job], value, name);
  });

  it("keeps the job's identity, whatever ID an answer has", () => {
    const before = jobAt(entities, 'SUBMITTED', { intentId: 'i', specUri: 'file:///a' });
    const after = applySnapshot(before, { ...whole, id: 'another' }, now);
    assert.equal(keyText(after), keyText(before));
    assert.equal(after.intentId, 'i');
    assert.equal(after.specUri, 'file:///a');
  });

  it('adds facts, such as metrics, to a finished job', () => {
    const done = jobAt(idMapping, 'SUCCEEDED');
    assert.deepEqual(
      applySnapshot(done, { id: 'j1', status: 'SUCCEEDED', metrics: { inputRecords: 3 } }, now).metrics,
      { inputRecords: 3 },
    );
  });

  it('keeps a job of an unknown kind and an unknown status', () => {
    const foreign = jobAt(entities, 'SUBMITTED', { action: 'comprehendmedical:StartNewJob' });
    assert.equal(phaseOfJob(foreign), 'unknown');
    assert.ok(!isUnfinished(foreign), 'this version cannot poll it');
    assert.equal(applySnapshot(foreign, { id: 'j1', status: 'COMPLETED' }, now).status, 'COMPLETED');
  });

  it('does not throw for any status text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (from, to) => {
        const after = applySnapshot(jobAt(entities, from), { id: 'j1', status: to }, now);
        assert.ok(after.status === to || after.status === from);
      }),
    );
  });
});

describe('markGone()', () => {
  it('keeps what is known and is no longer polled', () => {
    const before = jobAt(entities, 'IN_PROGRESS', { output: 's3://out/x/' });
    const after = markGone(before, now + 9);
    assert.deepEqual(after, { ...before, gone: true, seenAt: now + 9 });
    assert.ok(!isUnfinished(after));
  });

  it('is reported once', () => {
    const once = markGone(jobAt(entities, 'IN_PROGRESS'), now);
    assert.equal(markGone(once, now + 1), once);
  });

  it('is undone if the service lists the job again', () => {
    const found = applySnapshot(
      markGone(jobAt(entities, 'IN_PROGRESS'), now),
      { id: 'j1', status: 'IN_PROGRESS' },
      now + 1,
    );
    assert.equal(found.gone, undefined);
    assert.ok(isUnfinished(found));
  });
});
