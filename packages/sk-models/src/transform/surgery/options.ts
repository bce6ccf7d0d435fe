/** The options of surgery, and the SK convolution that follows from them for each convolution. */
import type { BatchNormSettings } from '../../graph/batchNorms.js';
import type { BranchActivation, SkBranchArgs } from '../../layers/skBranch.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import type { ConvDescription } from './convolution.js';

/**
 * The function of the new network before it is trained. 'same-function': that of the old one at inference, since branch 1
 * computes it and the others give 0; all of it can be trained. 'keep': branch 1 computes the old convolution, the others
 * have random weights. 'random': all branches have random weights.
 */
export type SurgeryStart = 'same-function' | 'keep' | 'random';

export interface ReplaceConvsOptions {
  /**
   * The convolutions to replace: all 3x3 ones of a kind ('depthwise', 'grouped', 'dense') or 'all', those of a name, of a
   * unit ('conv3_2') or of a glob ('conv3_*'), those whose name a pattern matches, or those for which a function returns
   * true. 'depthwise'.
   */
  readonly match?: string | RegExp | ((convolution: ConvDescription) => boolean);
  readonly with?: SkReplacement;
  /** 'same-function'. */
  readonly start?: SurgeryStart;
  /** Makes random weights reproducible. */
  readonly seed?: number;
  /** true reports what would change and builds nothing. */
  readonly dryRun?: boolean;
}

/** The SK convolution that takes the place of a convolution; for depthwise ones the defaults are the paper's supplement B. */
export interface SkReplacement {
  /**
   * The kernels, of which the first is the 3x3 that is there; where a branch names no groups it has those of the replaced
   * convolution. A 3x3 and a 3x3 dilated by 2.
   */
  readonly branches?: readonly SkBranchArgs[];
  /** r of equation (4): 4 for depthwise convolutions, otherwise 16. */
  readonly reduction?: number;
  /** L of equation (4): 16 for depthwise convolutions, otherwise 32. */
  readonly minWidth?: number;
  /** Behind the batch norm of each path: 'linear', which Table S1 finds best. */
  readonly activation?: BranchActivation;
}

const defaultBranches: readonly SkBranchArgs[] = [{ kernelSize: 3 }, { kernelSize: 3, dilation: 2 }];

/**
 * Makes the SK convolution for a convolution, without weights as yet.
 *
 * @param norm Of the batch norm that the convolution hands over, if any.
 * @throws ModelError and LayerConfigError for branches that cannot be.
 */
export function skConvolution(
  conv: ConvDescription,
  { with: chosen = {}, start = 'same-function', seed }: ReplaceConvsOptions,
  norm: BatchNormSettings | undefined,
): SkConv2D {
  const { name, filters, groups, strides, kind } = conv;
  const [reduction, minWidth] = kind === 'depthwise' ? [4, 16] : [16, 32];
  const sk = new SkConv2D({
    ...{ name, filters, strides },
    ...(norm !== undefined && { momentum: norm.momentum, epsilon: norm.epsilon }),
    reduction: chosen.reduction ?? reduction,
    minWidth: chosen.minWidth ?? minWidth,
    padding: isSymmetric(conv) ? 'symmetric' : conv.padding,
    branches: (chosen.branches ?? defaultBranches).map((branch) => ({
      ...branch,
      groups: branch.groups ?? groups,
      activation: branch.activation ?? chosen.activation ?? 'linear',
    })),
    ...(seed !== undefined && { seed }),
  });
  checkBranches(sk, conv, start);
  // Throws where a branch's groups do not divide the channels.
  sk.weightSpecs([1, 1, 1, conv.channels]);
  return sk;
}

/** Tells whether the padding is 1 on every side, as TensorFlow's 'same' is at stride 1. */
function isSymmetric({ padding, strides }: ConvDescription): boolean {
  if (padding === 'same') return strides.every((stride) => stride === 1);
  return padding !== 'valid' && padding.every((side) => side === 1);
}

function checkBranches({ branches }: SkConv2D, { name, groups }: ConvDescription, start: SurgeryStart): void {
  const refuse = (wanted: string): never => {
    throw new ModelError(
      `replaceConvs: ${name}: start '${start}' wants ${wanted}, got ${JSON.stringify(branches)}`,
    );
  };
  const [first] = branches;
  if (first?.kernelSize !== 3 || first.dilation !== 1) refuse('a first branch of 3x3, not dilated');
  if (start !== 'random' && first?.groups !== groups) {
    refuse(`a first branch of ${groups} groups, which the old kernel has`);
  }
  if (start === 'same-function' && branches.some(({ activation }) => activation !== 'linear')) {
    refuse("linear paths (behind a ReLU a branch of zeros never learns; start: 'keep' takes them)");
  }
}
