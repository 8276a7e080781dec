import type { LivePort } from '../../src/domain/live/port.ts';
import type { Answer } from '../../src/domain/refusal.ts';

/** A request that the test answers. */
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

  listPrefixes(
    region: string,
    bucket: string,
    prefix: string,
    signal?: AbortSignal,
  ): ReturnType<LivePort['listPrefixes']> {
    return this.#ask(`prefixes ${region} ${bucket} ${prefix}`, signal);
  }

  listWorkflows(
    kind: Parameters<LivePort['listWorkflows']>[0],
    region: string,
    signal?: AbortSignal,
  ): ReturnType<LivePort['listWorkflows']> {
    return this.#ask(`workflows ${region} ${kind.family}`, signal);
  }

  listRoles(service: string, signal?: AbortSignal): ReturnType<LivePort['listRoles']> {
    return this.#ask(`roles ${service}`, signal);
  }

  browse(
    region: string,
    bucket: string,
    prefix: string,
    next?: string,
    signal?: AbortSignal,
  ): ReturnType<LivePort['browse']> {
    return this.#other(`browse ${region} ${bucket} ${prefix} ${next ?? ''}`, signal);
  }

  measure(region: string, bucket: string, prefix: string, signal?: AbortSignal): ReturnType<LivePort['measure']> {
    return this.#other(`measure ${region} ${bucket} ${prefix}`, signal);
  }

  workflow(
    kind: Parameters<LivePort['workflow']>[0],
    region: string,
    name: string,
    signal?: AbortSignal,
  ): ReturnType<LivePort['workflow']> {
    return this.#other(`workflow ${region} ${kind.family} ${name}`, signal);
  }

  lastRun(
    kind: Parameters<LivePort['lastRun']>[0],
    region: string,
    name: string,
    signal?: AbortSignal,
  ): ReturnType<LivePort['lastRun']> {
    return this.#other(`last run ${region} ${kind.family} ${name}`, signal);
  }

  listKeys(region: string, signal?: AbortSignal): ReturnType<LivePort['listKeys']> {
    return this.#ask(`keys ${region}`, signal);
  }

  /** The test answers with the type that the request expects: one list of requests can have only one type. */
  #other<T>(asked: string, signal: AbortSignal | undefined): Promise<Answer<T>> {
    return this.#ask(asked, signal) as unknown as Promise<Answer<T>>;
  }

  #ask(
    asked: string,
    signal: AbortSignal | undefined,
  ): Promise<Answer<{ readonly items: readonly never[]; readonly more: boolean }>> {
    return new Promise((resolve, reject) => {
      this.questions.push({ asked, signal, answer: resolve, fail: reject });
    });
  }
}
