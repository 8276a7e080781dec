// When something was, in as few characters as tell it.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once: making one takes half a millisecond, and a tree has hundreds of rows. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let known = formats.get(key);
  if (known === undefined) formats.set(key, known = new Intl.DateTimeFormat(undefined, options));
  return known;
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/**
 * A moment for a narrow row: “10:42”, “yesterday”, “Nov 3”, “Nov 3, 2024”. `precise` tells two moments of the same day, or minute,
 * apart: “10:42:07”, “Nov 3, 10:42”. Both in milliseconds since 1970 UTC.
 */
export function shortMoment(time: number, now: number, precise = false): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  if (daysBefore(date, now) === 0) return format(precise ? { ...clock, second: '2-digit' } : clock).format(date);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const day = daysBefore(date, now) === 1 ? relative.format(-1, 'day') : format({ month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) }).format(date);
  return precise ? `${day}, ${format(clock).format(date)}` : day;
}

/** How many days of the calendar lie between a date and now; negative for a later day. */
function daysBefore(date: Date, now: number): number {
  const day = (of: Date): number => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  return Math.round((day(new Date(now)) - day(date)) / 86_400_000);
}
