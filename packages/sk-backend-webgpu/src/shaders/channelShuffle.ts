/** Channel shuffle: writes are in order, reads go to where each channel came from. */
import { columnMap } from './columns/columnMap.js';
import type { ColumnShader } from './columns/columns.js';

/** Moves channel g * perGroup + i of x [1, rows, channels] to i * groups + g. */
export const channelShuffleShader: ColumnShader<object, 'groups' | 'perGroup'> = columnMap(
  'channelShuffle',
  ({ vector }) => ({
    inputs: { x: 'f32' },
    perColumn: vector
      ? `let to = vec4u(0u, 1u, 2u, 3u) + 4u * column;
  let origin = to % u.groups * u.perGroup + to / u.groups;`
      : 'let origin = column % u.groups * u.perGroup + column / u.groups;',
    values: {
      y: vector
        ? `vec4f(${['x', 'y', 'z', 'w'].map((i) => `x[4u * (at - column) + origin.${i}]`).join(', ')})`
        : 'x[at - column + origin]',
    },
  }),
  { uniforms: ['groups', 'perGroup'] },
);
