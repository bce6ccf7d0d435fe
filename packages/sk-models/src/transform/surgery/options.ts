/** What users write about surgery, and the SK convolution that follows from it for each convolution. */
import type { BranchActivation, SkBranchArgs } from '../../layers/skBranch.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import type { ConvDescription, ConvKind } from './convolution.js';

/**
 * Where the new network begins. 'same-function': it computes what the old one did at inference, since branch 1 does that
 * and the others give 0; all of it can learn. 'keep': branch 1 computes what the old convolution did and the others begin
 * fresh. 'random': all begin fresh.
 */
export type SurgeryStart = 'same-function' | 'keep' | 'random';

export interface ReplaceConvsOptions {
  /**
   * A kind takes all of its convolutions that are 3x3; a pattern is looked for in names; a function is asked about each
   * convolution. 'depthwise'.
   */
  readonly match?: ConvKind | 'all' | RegExp | ((convolution: ConvDescription) => boolean);
  readonly with?: SkReplacement;
  /** 'same-function'. */
  readonly start?: SurgeryStart;
  /** Makes what begins fresh reproducible. */
  readonly seed?: number;
  /** Report what would change and build nothing. */
  readonly dryRun?: boolean;
}

/** What takes the place of a convolution; the defaults for depthwise ones are those of the paper's supplement B. */
export interface SkReplacement {
  /**
   * The kernels, of which the first is the 3x3 that is there; groups are the replaced convolution's unless they are named.
   * A 3x3 and a 3x3 dilated by 2.
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

/** Of the batch norm that a convolution hands over, if any. */
export interface NormSettings {
  readonly momentum: number;
  readonly epsilon: number;
}

/** Without weights as yet. @throws ModelError and LayerConfigError for branches that cannot be. */
export function skConvolution(
  conv: ConvDescription,
  { with: chosen = {}, start = 'same-function', seed }: ReplaceConvsOptions,
  norm: NormSettings | undefined,
): SkConv2D {
  const { name, filters, groups, strides, kind } = conv;
  const [reduction, minWidth] = kind === 'depthwise' ? [4, 16] : [16, 32];
  const sk = new SkConv2D({
    ...{ name, filters, strides, ...norm },
    reduction: chosen.reduction ?? reduction,
    minWidth: chosen.minWidth ?? minWidth,
    padding: isSymmetric(conv) ? 'symmetric' : conv.padding,
    branches: (chosen.branches ?? defaultBranches).map((branch) => ({
      ...branch,
      groups: branch.groups ?? groups,
      activation: branch.activation ?? chosen.activation ?? 'linear',
    })),
    ...(seed === undefined ? {} : { seed }),
  });
  checkBranches(sk, conv, start);
  // Asks whether all groups divide the channels.
  sk.weightSpecs([1, 1, 1, conv.channels]);
  return sk;
}

/** At stride 1 TensorFlow's 'same' is. */
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
