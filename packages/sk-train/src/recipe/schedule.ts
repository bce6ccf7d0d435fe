/** The course of the learning rate, as a recipe names it. */

export type Schedule =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` after each `everyEpochs` epochs. */
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** Multiplied by `factor` at each of these parts of the run, 0 to 1. */
  | { readonly kind: 'milestones'; readonly at: readonly number[]; readonly factor: number }
  /** Half a cosine down to `floor` times the initial rate, over what the warm-up leaves. */
  | { readonly kind: 'cosine'; readonly floor: number };
