/** The section on one code in docs/checks.md, in Markdown. */
export interface Explanation {
  /** Such as `AJ012 · error · Unknown member`. */
  readonly heading: string;
  readonly body: string;
}

/** Returns the sections of docs/checks.md, by code. */
export function explanationsOf(page: string): ReadonlyMap<string, Explanation> {
  return new Map(
    page.split(/^#{2,3} (?=.)/m).flatMap(section => {
      const code = /^(?:AJ\d{3}|[a-z-]+)(?= · )/.exec(section)?.[0];
      const end = section.indexOf('\n');
      return code === undefined || end === -1
        ? []
        : [[code, { heading: section.slice(0, end), body: section.slice(end).trim() }]];
    }),
  );
}
