/** States what both examples of surgery promise: this one and the one of a ShuffleNet. */

export interface Outcome {
  /** Largest difference of any probability between the old network and the new one, before it is trained. */
  readonly difference: number;
  /** On digits that neither has seen: of the old network, and of the new one after its training. */
  readonly loss: { readonly before: number; readonly after: number };
  /** Largest difference between the answers of the trained network and of its copy out of a file. */
  readonly copyDifference: number;
}

/** Returns a sentence for each promise that is not kept. */
export function missedTargets({ difference, loss, copyDifference }: Outcome): string[] {
  const targets: [kept: boolean, text: string][] = [
    [difference < 1e-4, `answers before training differ by ${difference}, less than 1e-4 is promised`],
    [
      loss.after < 0.75 * loss.before,
      `the loss falls from ${loss.before} to ${loss.after}, by a quarter is promised`,
    ],
    [copyDifference === 0, `a copy out of a file differs by ${copyDifference}, none is promised`],
  ];
  return targets.filter(([kept]) => !kept).map(([, text]) => text);
}
