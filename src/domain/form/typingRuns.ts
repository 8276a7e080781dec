// Every letter typed in a form is an edit of its own, since the text shall follow at once, and the editor makes a step of undo of
// each. A person takes back what they typed, not letters: an undo that ends within a run of typing is carried on to its start.

/** Within this pause the same field's edits are one run. */
const pauseMs = 1_000;
/** A run ends here however fast a person types, so that undo never takes back a whole paragraph. */
const mostSteps = 60;
/** Runs that are remembered, and the longest text of which any is. */
const mostRuns = 50;
const longestText = 100_000;

interface Run {
  readonly field: string;
  lastAt: number;
  /** The texts before the run, after its first edit, and so on. */
  readonly texts: string[];
}

/** The runs of typing of one form. */
export class TypingRuns {
  readonly #runs: Run[] = [];

  /** Takes note of an edit of a field; times in milliseconds. */
  typed(field: string, before: string, after: string, now: number): void {
    const last = this.#runs.at(-1);
    if (last?.field === field && now - last.lastAt < pauseMs && last.texts.length <= mostSteps && last.texts.at(-1) === before) {
      last.texts.push(after);
      last.lastAt = now;
      return;
    }
    if (after.length > longestText) return;
    this.#runs.push({ field, lastAt: now, texts: [before, after] });
    if (this.#runs.length > mostRuns) this.#runs.shift();
  }

  /** Whether a text that an undo or redo brought back is one within a run, at which nobody wants to stop. */
  isWithin(text: string): boolean {
    return this.#runs.some(({ texts }) => texts.includes(text) && text !== texts[0] && text !== texts.at(-1));
  }

  /** An undo or redo ends the run that is still open. */
  ended(): void {
    const last = this.#runs.at(-1);
    if (last !== undefined) last.lastAt = -Infinity;
  }
}
