/**
 * A filter pattern, of the two forms that are known here: terms, all of which a line must contain (`a "b c"`), and one
 * comparison of a member of a JSON line with a text (`{ $.member = "text" }`). Undefined for any other.
 */
export function matcherOf(pattern: string): ((line: string) => boolean) | undefined {
  const [, member, text] = /^\s*\{\s*\$\.(\w+)\s*=\s*"([^"*%]*)"\s*\}\s*$/.exec(pattern) ?? [];
  if (member !== undefined && text !== undefined) return line => memberOf(line, member) === text;
  const terms = Array.from(pattern.matchAll(/"([^"]*)"|([\w.-]+)|(\S)/g));
  if (terms.some(([, , , other]) => other !== undefined)) return undefined;
  return line => terms.every(([, quoted, bare]) => line.includes(quoted ?? bare ?? ''));
}

function memberOf(line: string, member: string): unknown {
  try {
    return (JSON.parse(line) as Readonly<Record<string, unknown>> | null)?.[member];
  } catch {
    return undefined;
  }
}
