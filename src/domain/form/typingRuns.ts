// Every letter typed in a form is an edit of its own, since the text shall follow at once, and the editor makes a step of undo of
// each. A person takes back what they typed, not letters: an undo that ends within a run of typing is carried on to its start.

/** A run ends here, so that undo never takes back a whole paragraph. */
const maxSteps = 60;
/** Runs that are remembered, and the longest text of which any is. */
const mostRuns = 50;
const longestText = 100_000;

interface Run {
  /** What the page calls it. */
  readonly id: number;
  isOpen: boolean;
  /** The texts before the run, after its first edit, and so on. */
  readonly texts: string[];
}

/** The runs of typing of one form. */
export class TypingRuns {
  readonly #runs: Run[] = [];

  /** Takes note of an edit that belongs to a run of the page's. */
  typed(id: number, before: string, after: string): void {
    const last = this.#runs.at(-1);
    if (last?.id === id && last.isOpen && last.texts.length <= maxSteps && last.texts.at(-1) === before) {
      last.texts.push(after);
      return;
    }
    if (after.length > longestText) return;
    this.#runs.push({ id, isOpen: true, texts: [before, after] });
    if (this.#runs.length > mostRuns) this.#runs.shift();
  }

  /** Whether a text that an undo or redo brought back is one within a run, at which nobody wants to stop. */
  isWithin(text: string): boolean {
    return this.#runs.some(({ texts }) => texts.includes(text) && text !== texts[0] && text !== texts.at(-1));
  }

  /** Ends the run that is still open: after an undo or redo, or when another page begins to count. */
  ended(): void {
    const last = this.#runs.at(-1);
    if (last !== undefined) last.isOpen = false;
  }
}
