/** The columns of SKNet's table, and settings that its rows share. Section 3.2; the kernels of Table 7. */
import type { SkBranchArgs } from '../../layers/skBranch.js';
import type { Backbone } from '../blocks/backbone.js';
import type { Variant } from '../family/family.js';

export interface SKNetConfig extends Variant {
  readonly backbone: Backbone;
  readonly branches: readonly SkBranchArgs[];
  /** r of equation (4). */
  readonly reduction: number;
  /** L of equation (4), of all stages or of each. */
  readonly minWidth: number | readonly number[];
  /** false sums the branches; true. */
  readonly attention?: boolean;
}

/** 3x3, and dilated to the extents of 5x5 and 7x7. */
export const K3: SkBranchArgs = { kernelSize: 3, dilation: 1, groups: 32 };
export const K5: SkBranchArgs = { kernelSize: 3, dilation: 2, groups: 32 };
export const K7: SkBranchArgs = { kernelSize: 3, dilation: 3, groups: 32 };

/** SK[2, 32, 16]. */
export const typical: Pick<SKNetConfig, 'branches' | 'reduction' | 'minWidth'> = {
  branches: [K3, K5],
  reduction: 16,
  minWidth: 32,
};

/** K3, K5 and K7 in an eighth of the groups, for stages of 32 channels and more. */
export const slimK3: SkBranchArgs = { ...K3, groups: 4 };
export const slimK5: SkBranchArgs = { ...K5, groups: 4 };
export const slimK7: SkBranchArgs = { ...K7, groups: 4 };

/** SK[2, 4, 16]. */
export const slim: typeof typical = { branches: [slimK3, slimK5], reduction: 16, minWidth: 16 };
