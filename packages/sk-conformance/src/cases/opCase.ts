/**
 * The form of a case: an op, the shapes of its inputs, its attributes. Cases are data; their numbers come from seeded
 * noise.
 */
import type { NoiseOptions } from '../numbers/array64.js';
import type { Tolerance } from '../numbers/close.js';
import type {
  BatchNormEndSpec,
  BatchNormSpec,
  ConvSpec,
  CrossEntropySpec,
  DropoutSpec,
} from '../reference/index.js';

type Shape = readonly number[];

/** Attributes of a case, by op. Ops that end in Backprop stand for themselves, not for a gradient of another. */
export interface CaseAttrs {
  readonly groupedConv2d: ConvSpec;
  readonly groupedConv2dBackpropInput: ConvSpec & { readonly shape: Shape };
  readonly groupedConv2dBackpropInputAdd: ConvSpec & { readonly shape: Shape };
  readonly groupedConv2dBackpropFilter: ConvSpec & { readonly shape: Shape };
  readonly fusedGroupedConv2d: ConvSpec & { readonly activation: 'linear' | 'relu' };
  readonly batchNormTraining: BatchNormSpec;
  readonly batchNormTrainingBackprop: BatchNormSpec;
  /** The gradient of batchNormTraining as a function: its own gradient is the second derivative. */
  readonly batchNormTrainingGradient: BatchNormSpec;
  readonly batchNormAddRelu: BatchNormEndSpec;
  readonly batchNormAddReluBackprop: BatchNormEndSpec;
  /** The gradient of batchNormAddRelu as a function. */
  readonly batchNormAddReluGradient: BatchNormEndSpec;
  readonly fuse: object;
  readonly fuseBackprop: { readonly shape: Shape };
  readonly branchSoftmax: object;
  readonly branchSoftmaxBackprop: object;
  readonly select: object;
  readonly selectBackpropBranch: { readonly branch: number };
  readonly selectBackpropAttention: object;
  readonly attend: BatchNormEndSpec;
  readonly attendBackprop: BatchNormEndSpec;
  readonly selectFuseBackprop: { readonly branch: number };
  readonly selectiveKernel: BatchNormEndSpec;
  /** Its first output alone, as a network reads it. */
  readonly selectiveKernelV: BatchNormEndSpec;
  /** The gradient of V as a function. */
  readonly selectiveKernelGradient: BatchNormEndSpec;
  readonly channelShuffle: { readonly groups: number };
  readonly softmaxCrossEntropy: CrossEntropySpec;
  readonly softmaxCrossEntropyBackprop: CrossEntropySpec;
  readonly dropout: DropoutSpec;
}

export type OpName = keyof CaseAttrs;

export type AttentionWeights<T> = readonly [squeeze: T, gamma: T, beta: T, expand: T];

/** Inputs of each op, lists spread out: tensors, arrays or their specifications. */
export interface CaseInputs<T> {
  readonly groupedConv2d: readonly [x: T, filter: T];
  readonly groupedConv2dBackpropInput: readonly [dy: T, filter: T];
  readonly groupedConv2dBackpropInputAdd: readonly [dy: T, filter: T, addend: T];
  readonly groupedConv2dBackpropFilter: readonly [x: T, dy: T];
  readonly fusedGroupedConv2d: readonly [x: T, filter: T, bias: T, ...addends: T[]];
  readonly batchNormTraining: readonly [x: T, gamma: T, beta: T];
  readonly batchNormTrainingBackprop: readonly [x: T, gamma: T, beta: T, dy: T, dmean: T, dvariance: T];
  readonly batchNormTrainingGradient: readonly [x: T, gamma: T, beta: T, dy: T];
  readonly batchNormAddRelu: readonly [x: T, gamma: T, beta: T, addend: T];
  readonly batchNormAddReluBackprop: readonly [x: T, gamma: T, beta: T, y: T, dy: T, dmean: T, dvariance: T];
  readonly batchNormAddReluGradient: readonly [x: T, gamma: T, beta: T, addend: T, dy: T];
  readonly fuse: readonly T[];
  readonly fuseBackprop: readonly [dy: T];
  readonly branchSoftmax: readonly [logits: T];
  readonly branchSoftmaxBackprop: readonly [attention: T, dy: T];
  readonly select: readonly [...branches: T[], attention: T];
  readonly selectBackpropBranch: readonly [dy: T, attention: T];
  readonly selectBackpropAttention: readonly [...branches: T[], dy: T];
  readonly attend: readonly [s: T, ...weights: AttentionWeights<T>];
  readonly attendBackprop: readonly [s: T, ...weights: AttentionWeights<T>, dattention: T];
  readonly selectFuseBackprop: readonly [dy: T, attention: T, ds: T];
  readonly selectiveKernel: readonly [...branches: T[], ...weights: AttentionWeights<T>];
  readonly selectiveKernelV: readonly [...branches: T[], ...weights: AttentionWeights<T>];
  readonly selectiveKernelGradient: readonly [...branches: T[], ...weights: AttentionWeights<T>, dv: T];
  readonly channelShuffle: readonly [x: T];
  readonly softmaxCrossEntropy: readonly [logits: T, labels: T];
  readonly softmaxCrossEntropyBackprop: readonly [logits: T, labels: T, dy: T];
  readonly dropout: readonly [x: T];
}

export interface InputSpec extends NoiseOptions {
  readonly shape: Shape;
}

export interface CaseOf<Name extends OpName> {
  /** Name of the case, unique in its suite. It starts with the op's name. */
  readonly name: string;
  readonly op: Name;
  readonly inputs: CaseInputs<InputSpec>[Name];
  readonly attrs: CaseAttrs[Name];
  /** A wider tolerance, where float32 cannot give what the suite asks elsewhere. */
  readonly tolerance?: Tolerance;
}

export type OpCase = { [Name in OpName]: CaseOf<Name> }[OpName];
