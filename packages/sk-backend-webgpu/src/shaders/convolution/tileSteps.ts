/**
 * The loop of a tile over the inner dimension. The values of a step come from the tensors into registers, from there into
 * workgroup memory, and are multiplied. Those of the next step are read before the multiplications and written after
 * them, so that the latency of memory is hidden behind them. Sums are those of a loop that does one after the other.
 */
import { matrixPitch } from './matrixTile.js';
import { factor, formOf, swizzled, type Tile, tileMultiply, vectorAt, widthOf } from './tile.js';
import { type Side, tileDepth } from './tileSize.js';

/** The part of a side's values that one thread brings at each step. */
interface Share {
  /** The vectors, by names, as they are read from a tensor at the inner step `start`. */
  readonly vectors: Readonly<Record<string, string>>;
  /** Statements that write them into workgroup memory. */
  readonly puts: readonly string[];
  /** The condition for threads to take part, where some have no share. */
  readonly only?: string;
}

const counted = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

/**
 * Returns the share of a side whose vectors come along its rows or columns.
 *
 * @param load Reads a vector: the step after `start`, and the vector's place along the side.
 */
export function acrossShare(tile: Tile, side: Side, load: (step: string, quad: string) => string): Share {
  const { rows: threads } = formOf(tile);
  const quads = widthOf(tile, side) / 4;
  const apart = threads / quads;
  const quad = `local % ${quads}u`;
  const parts = counted(tileDepth / apart).map((i) => ({
    name: `${side}${i}`,
    step: `(local / ${quads}u + ${i * apart}u)`,
    together: `local + ${i * threads}u`,
  }));
  return {
    vectors: Object.fromEntries(parts.map(({ name, step }) => [name, load(step, `(${quad})`)])),
    puts: parts.map(({ name, step, together }) => {
      const place =
        tile.matrix === undefined ? together : `${step} * ${matrixPitch(widthOf(tile, side))}u + ${quad}`;
      return `${vectorAt(tile, side, place)} = ${factor(name, tile)};`;
    }),
  };
}

/**
 * Returns the share of a side whose vectors come along the inner dimension: a block of 4 by 4. Its four vectors become
 * four across it, at steps `quad4 * 4` and on, in the permuted place of `block`; matrices of subgroups take them as they
 * are, at rows or columns `block * 4` and on.
 *
 * @param load Reads a vector, by its place in the block.
 */
export function innerShare(tile: Tile, side: Side, load: (index: number) => string): Share {
  const width = widthOf(tile, side);
  const names = counted(4).map((i) => `${side}${i}`);
  const spot = `(${swizzled('block', 'quad4')})`;
  const puts = names.map((name, i) => {
    if (tile.matrix !== undefined) {
      return `${side}[(block * 4u + ${i}u) * ${matrixPitch(tileDepth)}u + quad4] = ${factor(name, tile)};`;
    }
    const values = names.map((each) => `${each}.${'xyzw'.charAt(i)}`).join(', ');
    const place = `(quad4 * 4u + ${i}u) * ${width / 4}u + ${spot}`;
    return `${vectorAt(tile, side, place)} = ${factor(`vec4f(${values})`, tile)};`;
  });
  return {
    vectors: Object.fromEntries(names.map((name, i) => [name, load(i)])),
    puts,
    ...(width < formOf(tile).rows && { only: `block < ${width / 4}u` }),
  };
}

/** Returns statements of those threads that take part. */
const ofThreads = ({ only }: Share, statements: readonly string[]): string => {
  const text = statements.join('\n    ');
  return only === undefined ? text : `if (${only}) {\n    ${text}\n    }`;
};

/** Adds the products of all steps from `first` to `end`, which are the same for all threads of a workgroup. */
export function tileSteps(tile: Tile, first: string, end: string, shares: readonly Share[]): string {
  const { buffers } = formOf(tile);
  const names = shares.flatMap(({ vectors }) => Object.keys(vectors));
  const fetch = shares
    .map((share) =>
      ofThreads(
        share,
        Object.entries(share.vectors).map(([name, vector]) => `${name} = ${vector};`),
      ),
    )
    .join('\n    ');
  const put = shares.map((share) => ofThreads(share, share.puts)).join('\n    ');
  const registers = names.map((name) => `var ${name}: vec4f;`).join(' ');
  if (tile.matrix !== undefined) {
    return `${registers}
  for (var start = ${first}; start < ${end}; start += ${tileDepth}u) {
    ${fetch}
    ${put}
    workgroupBarrier();
    ${tileMultiply(tile)}
    workgroupBarrier();
  }`;
  }
  return `${registers}
  var start = ${first};${buffers === 1 ? '' : '\n  var buffer = 0u;'}
  ${fetch}
  ${put}
  workgroupBarrier();
  while (start < ${end}) {
    start += ${tileDepth}u;
    let more = start < ${end};
    if (more) {
    ${fetch}
    }
    ${tileMultiply(tile)}
    ${buffers === 1 ? 'workgroupBarrier();' : 'buffer = 1u - buffer;'}
    if (more) {
    ${put}
    }
    workgroupBarrier();
  }`;
}
