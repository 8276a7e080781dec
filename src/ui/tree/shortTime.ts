// Short forms of points in time.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached, because creating a format takes half a millisecond and a tree has hundreds of rows. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let known = formats.get(key);
  if (known === undefined) formats.set(key, (known = new Intl.DateTimeFormat(undefined, options)));
  return known;
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/**
 * Formats a point in time for a narrow row: “10:42”, “Nov 3”, “Nov 3, 2024”. `precise` distinguishes times in the same
 * minute or on the same day: “10:42:07”, “Nov 3, 10:42”. `time` and `now`: milliseconds since 1970 UTC.
 */
export function shortTimeText(time: number, now: number, precise = false): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  if (date.toDateString() === new Date(now).toDateString())
    return format(precise ? { ...clock, second: '2-digit' } : clock).format(date);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const day = format({ month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) }).format(date);
  return precise ? `${day}, ${format(clock).format(date)}` : day;
}
