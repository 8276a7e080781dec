// Announcements for screen readers.
import { element, write } from './dom.ts';

const region = element('p', { class: 'unseen', attributes: { role: 'status', 'aria-live': 'polite' } });

/** The live region. It is added to the page once. */
export const status: HTMLElement = region;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Has a text announced 500 ms after the last call, so that it does not interrupt typing. */
export function say(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    write(region, text);
  }, 500);
}
