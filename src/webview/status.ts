// What is read out to who does not see it change.
import { element } from './dom.ts';

const region = element('p', { class: 'unseen', attributes: { role: 'status', 'aria-live': 'polite' } });

/** The place that is read out; stands on the page once. */
export const status: HTMLElement = region;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Has a text read out, after the person has stopped typing for a moment. */
export function say(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => { if (region.textContent !== text) region.textContent = text; }, 500);
}
