/**
 * Choice of tall tiles, as a function of shapes and the limits of a device. The bounds come from bare loops on an H200: tall
 * tiles multiply faster where they are many and deep. Input gradients ran slower by them, and have none.
 */
import type { TileFactors, TileKind } from '../../shaders/convolution/tile.js';
import { tileBytes, tileColumns, tileForm } from '../../shaders/convolution/tileSize.js';
import { ceilDiv } from '../../wgsl/grid.js';
import { threadColumns } from './plan.js';

/** The product of matrices of one pass, as its workgroups share it. */
export interface TiledPass {
  readonly name: 'forward' | 'filterGradient';
  readonly rows: number;
  readonly columns: number;
  /** Inner steps of a workgroup. */
  readonly depth: number;
  /** Workgroups for each tile: groups, or groups times slices. */
  readonly copies: number;
  /** Whether the values of rows are read in vectors. */
  readonly vectors: boolean;
}

/** The workgroups from which on tall tiles fill a large device, and are not slower than twice as many low ones. */
const enough: Readonly<Record<TiledPass['name'], number>> = { forward: 1024, filterGradient: 448 };

/** The depth from which on tall tiles are not slower, where values are read in vectors; where they are not, any depth. */
const deep = 512;

/** The part of the rows, at most, that tall tiles may add beyond the last one, where low ones would not. */
const mostWaste = 1 / 16;

/** Returns the tiles of a pass whose factors are given. Those of subgroup matrices are never tall. */
export function tileKind(
  factors: TileFactors,
  { name, rows, columns, depth, copies, vectors }: TiledPass,
  limits: Pick<GPUSupportedLimits, 'maxComputeWorkgroupStorageSize'>,
): TileKind {
  const [low, tall] = [tileForm(false), tileForm(true)];
  const perThread = threadColumns(columns);
  const filled = (height: number): number => ceilDiv(rows, height) * height;
  const workgroups = ceilDiv(rows, tall.rows) * ceilDiv(columns, tileColumns(perThread)) * copies;
  const isTall =
    factors.matrix === undefined &&
    perThread === 8 &&
    tileBytes(tall, tileColumns(perThread)) <= limits.maxComputeWorkgroupStorageSize &&
    workgroups >= enough[name] &&
    (depth >= deep || !vectors) &&
    filled(tall.rows) <= (1 + mostWaste) * filled(low.rows);
  return isTall ? { ...factors, tall: true } : factors;
}
