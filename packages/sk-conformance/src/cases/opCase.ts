/** What a case is: an op, shapes of its inputs, attributes. Data only; numbers come from seeded noise. */
import type { NoiseOptions } from '../numbers/array64.js';
import type { Tolerance } from '../numbers/close.js';
import type { BatchNormSpec, ConvSpec, CrossEntropySpec } from '../reference/index.js';

type Shape = readonly number[];

/** Attributes of a case, by op. Ops that end in Backprop stand for themselves, not for a gradient of another. */
export interface CaseAttrs {
  readonly groupedConv2d: ConvSpec;
  readonly groupedConv2dBackpropInput: ConvSpec & { readonly shape: Shape };
  readonly groupedConv2dBackpropFilter: ConvSpec & { readonly shape: Shape };
  readonly fusedGroupedConv2d: ConvSpec & { readonly activation: 'linear' | 'relu' };
  readonly batchNormTraining: BatchNormSpec;
  readonly batchNormTrainingBackprop: BatchNormSpec;
  /** The gradient of batchNormTraining as a function: its own gradient is the second derivative. */
  readonly batchNormTrainingGradient: BatchNormSpec;
  readonly fuse: object;
  readonly fuseBackprop: { readonly shape: Shape };
  readonly branchSoftmax: object;
  readonly branchSoftmaxBackprop: object;
  readonly select: object;
  readonly selectBackpropBranch: { readonly branch: number };
  readonly selectBackpropAttention: object;
  readonly channelShuffle: { readonly groups: number };
  readonly softmaxCrossEntropy: CrossEntropySpec;
  readonly softmaxCrossEntropyBackprop: CrossEntropySpec;
}

export type OpName = keyof CaseAttrs;

export interface InputSpec extends NoiseOptions {
  readonly shape: Shape;
}

export interface CaseOf<Name extends OpName> {
  /** A fact, unique in its suite: it starts with the op's name. */
  readonly name: string;
  readonly op: Name;
  /** In the order of the op's inputs, lists spread out. */
  readonly inputs: readonly InputSpec[];
  readonly attrs: CaseAttrs[Name];
  /** Where float32 cannot give what the suite asks elsewhere. */
  readonly tolerance?: Tolerance;
}

export type OpCase = { [Name in OpName]: CaseOf<Name> }[OpName];
