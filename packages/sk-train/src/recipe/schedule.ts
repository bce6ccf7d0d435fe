/** The course of the learning rate, as a recipe names it. */

export type Schedule =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` after each `everyEpochs` epochs. */
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** Multiplied by `factor` at each of these parts of the run, 0 to 1. */
  | { readonly kind: 'milestones'; readonly at: readonly number[]; readonly factor: number }
  /** Half a cosine down to `floor` times the initial rate, over what the warm-up leaves. */
  | { readonly kind: 'cosine'; readonly floor: number }
  /**
   * Half a cosine down to `floor` times the initial rate, again and again: the first takes `firstEpochs`, each further one
   * `lengthen` times as long, from `decay` times the highest rate of the one before.
   */
  | {
      readonly kind: 'cosine-restarts';
      readonly firstEpochs: number;
      readonly lengthen: number;
      readonly decay: number;
      readonly floor: number;
    }
  /**
   * From `start` times the rate up to it over a share `rise` of the steps, then down to `end` times the rate, each half a
   * cosine, over what the warm-up leaves.
   */
  | { readonly kind: 'one-cycle'; readonly rise: number; readonly start: number; readonly end: number }
  /** Down to `floor` times the initial rate by a power of the part that is left, over what the warm-up leaves. */
  | { readonly kind: 'polynomial'; readonly power: number; readonly floor: number }
  /**
   * Multiplied by `factor`, down to `floor` times the initial rate, each time that the monitored figure has not become better
   * by a share of `threshold` for more than `patience` epochs. The `cooldown` epochs after that do not count.
   */
  | {
      readonly kind: 'plateau';
      readonly factor: number;
      readonly patience: number;
      readonly threshold: number;
      readonly cooldown: number;
      readonly floor: number;
    };

export const scheduleKinds: readonly Schedule['kind'][] = [
  'constant',
  'step',
  'milestones',
  'cosine',
  'cosine-restarts',
  'one-cycle',
  'polynomial',
  'plateau',
];
