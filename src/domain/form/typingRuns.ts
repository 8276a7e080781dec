// Each character typed in a form is a separate edit, because the text must update immediately, and the editor makes
// each edit an undo step. Users expect to undo what they typed, not single characters, so an undo that ends within a
// run of typing continues to the start of the run.

/** The most steps in a run, so that undo never removes a whole paragraph. */
const maxSteps = 60;
/** How many runs are kept, and the longest text for which they are. */
const mostRuns = 50;
const longestText = 100_000;

interface Run {
  /** The page's id for the run. */
  readonly id: number;
  isOpen: boolean;
  /** The text before the run, after its first edit, and so on. */
  readonly texts: string[];
}

/** Tracks the typing runs of one form. */
export class TypingRuns {
  readonly #runs: Run[] = [];

  /** Records an edit that belongs to one of the page's runs. */
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

  /** Whether a text restored by undo or redo is inside a run, where undo must not stop. */
  isWithin(text: string): boolean {
    return this.#runs.some(({ texts }) => texts.includes(text) && text !== texts[0] && text !== texts.at(-1));
  }

  /** Ends the open run: after an undo or redo, or when another page starts to count. */
  ended(): void {
    const last = this.#runs.at(-1);
    if (last !== undefined) last.isOpen = false;
  }
}
