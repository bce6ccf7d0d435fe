/** The answer of a network for an image, and its row in a table. */

export interface ClassScore {
  readonly class: string;
  readonly index: number;
  /** 0 to 1. */
  readonly probability: number;
}

export interface Answer {
  readonly path: string;
  readonly predictions?: readonly ClassScore[];
  /** Why there are no predictions. */
  readonly error?: string;
}

/** Returns the names of the columns: path, then class and probability of the likeliest, the second, and so on. */
export function answerColumns(top: number): string[] {
  const ranks = Array.from({ length: top }, (_, rank) => (rank === 0 ? '' : String(rank + 1)));
  return ['path', ...ranks.flatMap((rank) => [`class${rank}`, `probability${rank}`])];
}

/** Returns the row of an answer; behind the path it is empty where there are no predictions. */
export function answerRow({ path, predictions = [] }: Answer, top: number): (string | number | undefined)[] {
  const ranks = Array.from({ length: top }, (_, rank) => predictions[rank]);
  return [path, ...ranks.flatMap((score) => [score?.class, score?.probability])];
}
