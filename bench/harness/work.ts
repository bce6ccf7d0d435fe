/** What is measured, as data: every contestant, in this process or in a child, makes its own program of it. */
import { convAttrs, convCost, convGeometry } from 'sk-core';
import { describeModel } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';

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

/** The middle of a unit of SKNet's second stage, section 3.2 and Table 1. */
export const skLayer = ({ channels }: SkUnitWork): SkConv2D =>
  new SkConv2D({
    filters: channels,
    branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 32 })),
    seed: 1,
  });

export const filterShape = ({
  kernel,
  channels,
  groups,
}: GroupedConvWork): [number, number, number, number] => [kernel, kernel, channels / groups, channels];

export const imageShape = ({
  batch,
  size,
  channels,
}: GroupedConvWork | SkUnitWork | MovingWork): [number, number, number, number] => [
  batch,
  size,
  size,
  channels,
];

export const attrsOf = (work: GroupedConvWork): ReturnType<typeof convAttrs> => {
  const { groups, stride, dilation, kernel } = work;
  const pad = ((kernel - 1) * dilation) / 2;
  return convAttrs(
    { groups, strides: stride, dilations: dilation, pad },
    imageShape(work),
    filterShape(work),
  );
};

/** Of the work as a whole. A backward pass multiplies twice what its forward pass does. */
export function multiplyAdds(work: Work): number {
  switch (work.kind) {
    case 'groupedConv': {
      const forward = convCost(convGeometry(imageShape(work), filterShape(work), attrsOf(work))).multiplyAdds;
      return work.pass === 'training' ? 3 * forward : forward;
    }
    case 'skUnit': {
      const parts = skLayer(work).parts(imageShape(work));
      return 3 * parts.reduce((sum, { cost }) => sum + cost.multiplyAdds, 0);
    }
    case 'matMul':
      return work.m * work.k * work.n;
    case 'moving':
      return 0;
    default: {
      const forward = work.batch * describeModel(work.network).multiplyAdds;
      return work.kind === 'trainStep' ? 3 * forward : forward;
    }
  }
}

const networkNames = { sknet50: 'SKNet-50', resnext50: 'ResNeXt-50' } as const;

const opNames = {
  copy: 'copy',
  bufferCopy: 'copy of buffers',
  select: 'select of 2',
  fuse: 'fuse of 2',
  batchNorm: 'batch norm',
  channelShuffle: 'channel shuffle',
} as const;

/** In words, for tables. */
export function titleOf(work: Work): string {
  switch (work.kind) {
    case 'groupedConv': {
      const { kernel, channels, groups, size, batch, dilation, stride, pass } = work;
      const extras = [
        dilation > 1 && `dilation ${dilation}`,
        stride > 1 && `stride ${stride}`,
        batch > 1 && `batch ${batch}`,
      ];
      const shape = `${kernel}x${kernel}, ${channels} channels, ${groupsOf(groups)}, ${size}x${size}`;
      return [shape, ...extras.filter(Boolean), pass === 'training' ? 'forward + backward' : pass].join(', ');
    }
    case 'skUnit':
      return `SK unit, ${work.channels} channels, ${work.size}x${work.size}, batch ${work.batch}, forward + backward`;
    case 'matMul': {
      const { m, k, n, transposeA, transposeB } = work;
      return `[${m}, ${k}]${transposeA ? "'" : ''} * [${k}, ${n}]${transposeB ? "'" : ''}`;
    }
    case 'moving': {
      const { op, pass, batch, size, channels } = work;
      const shape = `${batch}x${size}x${size}x${channels}`;
      return [opNames[op], shape, ...(op === 'copy' || op === 'bufferCopy' ? [] : [pass])].join(', ');
    }
    default:
      return `${networkNames[work.network]}, batch ${work.batch}, ${work.kind === 'inference' ? 'forward' : 'training step'}`;
  }
}

const groupsOf = (groups: number): string => (groups === 1 ? 'dense' : `${groups} groups`);
