import type { ModelNumber } from './entry.ts';

/**
 * Repeatable scores: those of a mention depend on its text, its place and the model. As with the service, they are
 * single-precision numbers, which JSON shows with all the digits of a double.
 */
export interface Scores {
  /** The score of one judgement (`question`) about the text at a place. About one in eight is low. */
  of(question: string, text: string, place: number): number;
  /** The scores of `count` candidates, each lower than the one before. */
  descending(question: string, text: string, place: number, count: number): readonly number[];
}

const lowShare = 0.125;
const low = { from: 0.3, to: 0.6 };
const usual = { from: 0.72, to: 0.9999 };

/** How far a score of another model can be away from that of the first. */
const drift = 0.06;

/** The scores that a model gives. */
export function scoresOf(model: ModelNumber): Scores {
  const of = (question: string, text: string, place: number): number => {
    const [kind, amount] = [hash(`${question} kind`, text, place), hash(question, text, place)];
    const range = kind < lowShare ? low : usual;
    const score = range.from + amount * (range.to - range.from);
    return Math.fround(model === 1 ? score : score - drift * hash(`${question} ${model}`, text, place));
  };
  return {
    of,
    descending: (question, text, place, count) => {
      const scores = [of(question, text, place)];
      while (scores.length < count) {
        const share = 0.25 + 0.7 * hash(`${question} ${scores.length}`, text, place);
        scores.push(Math.fround((scores.at(-1) ?? 0) * share));
      }
      return scores;
    },
  };
}

/** FNV-1a with a final mix (so that similar texts are far apart), as a number from 0 up to 1. */
function hash(question: string, text: string, place: number): number {
  let state = 0x811c9dc5 ^ place;
  for (const part of [question, text])
    for (let index = 0; index < part.length; index++) state = Math.imul(state ^ part.charCodeAt(index), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
}
