/** Channel shuffle: two and three groups, and the two that change nothing. */
import type { CaseOf } from './opCase.js';

const points: readonly (readonly [groups: number, shape: readonly number[]])[] = [
  [2, [2, 3, 3, 4]],
  [2, [1, 5, 3, 6]],
  [2, [1, 3, 4, 58]],
  [3, [2, 3, 2, 6]],
  [3, [1, 3, 5, 33]],
  [3, [1, 4, 4, 240]],
  [4, [1, 3, 3, 12]],
  [8, [1, 3, 3, 32]],
  [1, [1, 3, 3, 5]],
  [5, [1, 3, 3, 5]],
  [2, [0, 3, 3, 4]],
];

export const shuffleCases: readonly CaseOf<'channelShuffle'>[] = points.map(([groups, shape]) => ({
  name: `channelShuffle: ${groups} ${groups === 1 ? 'group' : 'groups'} of [${shape}]`,
  op: 'channelShuffle',
  inputs: [{ shape }],
  attrs: { groups },
}));
