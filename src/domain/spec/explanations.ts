/** The section of docs/checks.md about one code, in Markdown. */
export interface Explanation {
  /** Such as `AJ012 · error · Unknown member`. */
  readonly heading: string;
  readonly body: string;
}

/** The sections of the page docs/checks.md, by code. */
export function explanationsOf(page: string): ReadonlyMap<string, Explanation> {
  return new Map(page.split(/^#{2,3} (?=.)/m).flatMap(section => {
    const code = /^AJ\d{3}(?= )/.exec(section)?.[0];
    const end = section.indexOf('\n');
    return code === undefined || end === -1 ? [] : [[code, { heading: section.slice(0, end), body: section.slice(end).trim() }]];
  }));
}
