// Members of a request that the SDK does not know: it leaves them out when it writes the request. A spec may allow them
// by name, and then they are sent as they are written.
import type { Pluggable } from '@smithy/types';
import { type JsonObject, type JsonValue, isJsonObject } from '../domain/json.ts';

/** Members that are part of the address of a call, not of its body. */
const inAddress: ReadonlySet<string> = new Set(['workflowName']);

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/**
 * Adds what the SDK left out to what it sends: the members of `written`, at any depth, that `sent` lacks. Returns `sent`
 * itself if it lacks none.
 */
export function withLeftOut(sent: JsonValue, written: JsonValue): JsonValue {
  if (isList(sent) && isList(written)) {
    const entries = sent.map((entry, index) => withLeftOut(entry, written[index] ?? null));
    return entries.some((entry, index) => entry !== sent[index]) ? entries : sent;
  }
  if (!isJsonObject(sent) || !isJsonObject(written)) return sent;
  const changed = Object.entries(written).flatMap(([name, value = null]): readonly [string, JsonValue][] => {
    const known = Object.hasOwn(sent, name) ? sent[name] : undefined;
    const member = known === undefined ? value : withLeftOut(known, value);
    return member === known ? [] : [[name, member]];
  });
  return changed.length === 0 ? sent : { ...sent, ...Object.fromEntries(changed) };
}

/** What the SDK has written: text, bytes, or nothing for a request without a body. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}

/** A plugin for clients: requests are sent with all the members that they were written with. */
export function asWritten<I extends object, O extends object>(): Pluggable<I, O> {
  return {
    applyToStack: stack => {
      stack.add(
        next => args => {
          const { request, input } = args as {
            readonly request: { body?: unknown; readonly headers: Record<string, string> };
            readonly input: object;
          };
          const sent = JSON.parse(textOf(request.body) || '{}') as JsonValue;
          const written = Object.entries(input as JsonObject).filter(([name]) => !inAddress.has(name));
          const whole = withLeftOut(sent, Object.fromEntries(written));
          if (whole !== sent) {
            request.body = JSON.stringify(whole);
            request.headers['content-type'] ??= 'application/json';
          }
          return next(args);
        },
        // Before the length of the body is written and the request is signed.
        { step: 'build', priority: 'high', name: 'asWritten' },
      );
    },
  };
}
