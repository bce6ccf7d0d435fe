/** What is measured, as data: every runtime, in this process or in a child, makes its own program of it. */

/** A square image through a kernel that keeps it lined up: padded by half of the kernel's extent. */
export interface GroupedConvWork {
  readonly kind: 'groupedConv';
  /** 'training': forward, then the gradients of both inputs. */
  readonly pass: 'forward' | 'training';
  readonly batch: number;
  readonly size: number;
  /** Of input and output. */
  readonly channels: number;
  readonly groups: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly stride: number;
}

/** The paper's SK[2, 32, 16] on a square image in training, forward and the gradients of input and weights. */
export interface SkUnitWork {
  readonly kind: 'skUnit';
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
}

/** [m, k] * [k, n]; a transposed operand lies in memory the other way round. */
export interface MatMulWork {
  readonly kind: 'matMul';
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** A whole network on photographs of 224x224: forward, or one step of the optimiser. */
export interface NetworkWork {
  readonly kind: 'inference' | 'trainStep';
  readonly network: 'sknet50' | 'resnext50';
  readonly batch: number;
}

/** One op that multiplies next to nothing, or its gradient alone: what counts is the bytes that it moves. */
export interface MovingWork {
  readonly kind: 'moving';
  /** 'copy' by a kernel; 'bufferCopy' by the device's own command. */
  readonly op: 'copy' | 'bufferCopy' | 'select' | 'fuse' | 'batchNorm' | 'channelShuffle';
  readonly pass: 'forward' | 'backward';
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
}

export type Work = GroupedConvWork | SkUnitWork | MatMulWork | NetworkWork | MovingWork;
