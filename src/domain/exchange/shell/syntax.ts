// The three shells that commands are published for. They differ in data: quotes, escapes, continuations, variables.

/** A kind of quote. */
export interface Quote {
  readonly open: string;
  /** What ends it; sticky. */
  readonly close: RegExp;
  /** Whether a doubled end stands for the end itself. */
  readonly doubled?: boolean;
  /** Whether variables in it have values. */
  readonly expands?: boolean;
  readonly escape?: string;
  /** Returns what an escape and this character stand for; undefined if the two are literal. */
  readonly escaped?: (next: string) => string | undefined;
}

/** A name or expression that the shell would replace: its text, without the shell's marks, and its length with them. */
export interface ShellVariable {
  readonly source: string;
  readonly length: number;
}

export interface ShellSyntax {
  readonly name: string;
  readonly quotes: readonly Quote[];
  /** Outside of quotes, makes the next character literal. */
  readonly escape: string;
  /** What joins a line to the next one, with the prompt that a terminal shows there; sticky. */
  readonly continuation: RegExp;
  /** The characters that end a command outside of quotes. */
  readonly ends: string;
  readonly hasComments: boolean;
  /** Whether braces around commands are words of their own. */
  readonly hasBlocks: boolean;
  readonly variable: (source: string, index: number, quoted: boolean) => ShellVariable | undefined;
}

/** An expression longer than this is not one that somebody reads. */
const longestExpression = 2_000;

/** Returns the expression in parentheses that begins at an index, with them; undefined if it is not closed. */
function inParentheses(source: string, index: number): string | undefined {
  let depth = 0;
  for (let end = index; end < Math.min(source.length, index + longestExpression); end++) {
    if (source[end] === '(') depth++;
    else if (source[end] === ')' && --depth === 0) return source.slice(index, end + 1);
  }
  return undefined;
}

function matchAt(pattern: RegExp, source: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(source) ?? undefined;
}

const named = (found: RegExpExecArray | undefined): ShellVariable | undefined => {
  const [, first, second] = found ?? [];
  const name = first ?? second;
  return found === undefined || name === undefined ? undefined : { source: name, length: found[0].length };
};

/** Returns an expression that a build replaces before the shell sees it: `${{ vars.BUCKET }}`. */
export const buildVariable = (source: string, index: number): ShellVariable | undefined =>
  named(matchAt(/\$\{\{[ \t]*([^{}\n]{1,200}?)[ \t]*\}\}/y, source, index));

function expression(source: string, index: number, sign: number): ShellVariable | undefined {
  const found = inParentheses(source, index + sign);
  return found === undefined ? undefined : { source: found.slice(1, -1), length: found.length + sign };
}

function posixVariable(source: string, index: number): ShellVariable | undefined {
  if (source[index] === '`') return named(matchAt(/`([^`]{1,2000})`/y, source, index));
  if (source[index] !== '$') return undefined;
  if (source[index + 1] === '(') return expression(source, index, 1);
  return named(matchAt(/\$(?:\{([A-Za-z_]\w*)[^{}\n]{0,200}\}|([A-Za-z_]\w*|[\d@*?#]))/y, source, index));
}

function powershellVariable(source: string, index: number, quoted: boolean): ShellVariable | undefined {
  if (!quoted && source[index] === '(') return expression(source, index, 0);
  if (source[index] !== '$') return undefined;
  if (source[index + 1] === '(') return expression(source, index, 1);
  return named(
    matchAt(
      quoted
        ? /\$(?:\{(?:env:)?([^{}\n]{1,100})\}|(?:env:|script:|global:)?([A-Za-z_]\w*))/iy
        : /\$(?:\{(?:env:)?([^{}\n]{1,100})\}|(?:env:|script:|global:)?([A-Za-z_][\w.]*))/iy,
      source,
      index,
    ),
  );
}

const cmdVariable = (source: string, index: number): ShellVariable | undefined =>
  named(matchAt(/%([A-Za-z_]\w*)(?::[^%\n]{0,100})?%/y, source, index));

const inDoubleQuotes = (next: string): string | undefined =>
  next === '\n' ? '' : '$`"\\'.includes(next) && next !== '' ? next : undefined;
const ansi: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

const posix: ShellSyntax = {
  name: 'a shell command',
  quotes: [
    { open: "$'", close: /'/y, escape: '\\', escaped: next => ansi[next] },
    { open: "'", close: /'/y },
    { open: '"', close: /"/y, expands: true, escape: '\\', escaped: inDoubleQuotes },
  ],
  escape: '\\',
  continuation: /\\[ \t]*\n(?:>[ \t]+(?=-))?/y,
  ends: ';&|()\n',
  hasComments: true,
  hasBlocks: false,
  variable: posixVariable,
};

const singles = ["'", '\u2018', '\u2019', '\u201a', '\u201b'];
const doubles = ['"', '\u201c', '\u201d', '\u201e'];
const backticked: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const powershell: ShellSyntax = {
  name: 'a PowerShell command',
  quotes: [
    { open: "@'\n", close: /\n'@/y },
    { open: '@"\n', close: /\n"@/y, expands: true },
    ...singles.map((open): Quote => ({ open, close: /['\u2018-\u201b]/y, doubled: true })),
    ...doubles.map(
      (open): Quote => ({
        open,
        close: /["\u201c-\u201e]/y,
        doubled: true,
        expands: true,
        escape: '`',
        escaped: next => backticked[next] ?? next,
      }),
    ),
  ],
  escape: '`',
  continuation: /`[ \t]*\n(?:>>[ \t]*)?/y,
  ends: ';&|)\n',
  hasComments: true,
  hasBlocks: true,
  variable: powershellVariable,
};

const cmd: ShellSyntax = {
  name: 'a command for cmd.exe',
  quotes: [
    // Not a quote for cmd.exe, but people paste commands that were written for other shells.
    { open: "'", close: /'/y },
    {
      open: '"',
      close: /"/y,
      doubled: true,
      expands: true,
      escape: '\\',
      escaped: next => (next === '"' ? '"' : undefined),
    },
  ],
  escape: '^',
  continuation: /\^[ \t]*\n(?:More\?[ \t]*)?/y,
  ends: '&|\n',
  hasComments: false,
  hasBlocks: false,
  variable: cmdVariable,
};

/** What is in single quotes says nothing of the shell: it may be anything. */
const inSingleQuotes = /'(?:[^']|'\\'')*'/g;

/** Returns the shell that a text is written for, by what only that shell has. */
export function shellOf(source: string): ShellSyntax {
  const text = source.replaceAll(inSingleQuotes, "''");
  if (/(?:^|\s)`[ \t]*\n|\$env:\w|^[ \t]*& ?[{'"]|^PS [^\n\r\u2028\u2029>]*>|^[ \t]*\$\w+[ \t]*=/m.test(text))
    return powershell;
  if (/(?:^|\s)\^[ \t]*\n|^[A-Z]:\\[^\n\r\u2028\u2029>]*>|%[A-Za-z_]\w*%|^[ \t]*set \w+=/im.test(text)) return cmd;
  return posix;
}

/** Whether a text sets PowerShell to pass words to programs as they are. */
const legacy = '$PSNativeCommandArgumentPassing';

/**
 * Returns a word as the program gets it. Windows passes one line, of which PowerShell, in its older mode, leaves the
 * escaped quotes to the program.
 */
export function asArgument(text: string, source: string, { hasBlocks }: ShellSyntax): string {
  if (!hasBlocks || !(source.includes(legacy) || text.includes('\\"'))) return text;
  let argument = '';
  for (const [, slashes = '', other = ''] of text.matchAll(/(\\*)("|[^"\\]+|$)/g)) {
    if (other !== '"') argument += slashes + other;
    else argument += '\\'.repeat(Math.floor(slashes.length / 2)) + (slashes.length % 2 === 1 ? '"' : '');
  }
  return argument;
}
