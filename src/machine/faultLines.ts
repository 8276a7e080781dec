import { errorName } from '../domain/errorNames.ts';

const maxFrames = 6;

/** A stack frame in V8's format: function, file, line and column. */
const frame =
  /^\s*at (?:(?:async )?((?:new )?[\w$.<>#[\] ]{1,120}?) )?\(?(?:[^()\n]{0,300}[/\\])?((?:node:)?[\w.@-]{1,80}):(\d{1,7}):(\d{1,7})\)?$/;

/**
 * What may be logged of a fault: its name and code, if they are known ones, and its first stack frames, each
 * rebuilt from a function, a file name and a position. The message may quote a document or a request, and a line of
 * it may look like a frame, so it is cut off before frames are searched. If the stack does not contain it as
 * expected, there are no frames.
 */
export function faultLines(fault: unknown): readonly string[] {
  const { name, code, message, stack } = (typeof fault === 'object' && fault !== null ? fault : {}) as Readonly<
    Record<'name' | 'code' | 'message' | 'stack', unknown>
  >;
  const head =
    typeof fault === 'object' && fault !== null
      ? [errorName(name), ...(code === undefined ? [] : [errorName(code)])].join(' ')
      : typeof fault;
  const lines = (
    typeof stack === 'string' && typeof message === 'string' ? stackAfterMessage(stack, message) : ''
  ).split('\n');
  const frames = lines.flatMap(line => {
    const [, called, file = '', row = '', column = ''] = frame.exec(line) ?? [];
    return file === '' ? [] : [`at ${called === undefined ? '' : `${called} `}(${file}:${row}:${column})`];
  });
  return [head, ...frames.slice(0, maxFrames)];
}

/** The stack after the error's message; empty if it does not begin with a name and that exact message. */
function stackAfterMessage(stack: string, message: string): string {
  const [name] = /^[\w$.]{1,100}(?: \[\w{1,100}\])?/.exec(stack) ?? [''];
  const rest = stack.slice(name.length);
  const text = message === '' && !rest.startsWith(': \n') ? '' : `: ${message}`;
  const after = rest.slice(text.length);
  return name !== '' && rest.startsWith(text) && after.startsWith('\n') ? after : '';
}
