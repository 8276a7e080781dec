import type { LivePort } from '../../src/domain/live.ts';
import type { Answer } from '../../src/domain/refusal.ts';

/** A question as it came, to be answered by the test. */
export interface FakeQuestion {
  readonly asked: string;
  readonly signal: AbortSignal | undefined;
  readonly answer: (answer: Answer<{ readonly items: readonly never[]; readonly more: boolean }>) => void;
  readonly fail: (fault: unknown) => void;
}

/** An account that answers when the test says so. */
export class FakeLive implements LivePort {
  readonly questions: FakeQuestion[] = [];

  listBuckets(region: string, signal?: AbortSignal): ReturnType<LivePort['listBuckets']> {
    return this.#ask(`buckets ${region}`, signal);
  }

  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): ReturnType<LivePort['listPrefixes']> {
    return this.#ask(`prefixes ${region} ${bucket} ${prefix}`, signal);
  }

  listWorkflows(kind: Parameters<LivePort['listWorkflows']>[0], region: string, signal?: AbortSignal): ReturnType<LivePort['listWorkflows']> {
    return this.#ask(`workflows ${region} ${kind.family}`, signal);
  }

  listRoles(service: string, signal?: AbortSignal): ReturnType<LivePort['listRoles']> {
    return this.#ask(`roles ${service}`, signal);
  }

  #ask(asked: string, signal: AbortSignal | undefined): Promise<Answer<{ readonly items: readonly never[]; readonly more: boolean }>> {
    return new Promise((resolve, reject) => { this.questions.push({ asked, signal, answer: resolve, fail: reject }); });
  }
}
