/**
 * The least time of a work, from counts and two rates: each pass of each op either moves its bytes (every input read
 * once, every output written once) or does its MACs, whichever takes longer.
 */
import { addCosts, type Cost, convCost, convGeometry } from 'sk-core';
import { describeModel } from 'sk-models';
import { macsOf } from './macs.js';
import { attrsOf, filterShape, imageShape, skLayer } from './shapes.js';
import type { MovingWork, Work } from './work.js';

export interface Rates {
  readonly bytesPerMs: number;
  readonly macsPerMs: number;
}

/** One pass of one op. */
export interface LeastStep {
  readonly bytes: number;
  readonly macs: number;
}

const float32 = 4;

export function leastSteps(work: Work): readonly LeastStep[] {
  switch (work.kind) {
    case 'groupedConv': {
      const cost = convCost(convGeometry(imageShape(work), filterShape(work), attrsOf(work)));
      return work.pass === 'training' ? bothPasses(cost) : [forwardPass(cost)];
    }
    case 'skUnit':
      return skLayer(work)
        .parts(imageShape(work))
        .flatMap(({ cost }) => bothPasses(cost));
    case 'matMul': {
      const { m, k, n } = work;
      return [{ bytes: float32 * (m * k + k * n + m * n), macs: macsOf(work) }];
    }
    case 'moving':
      return [{ bytes: leastMoved(work), macs: 0 }];
    default: {
      const { parts } = describeModel(work.network);
      const costs = parts.map(({ cost }) => batchCost(cost, work.batch));
      if (work.kind === 'inference') return costs.map(forwardPass);
      // Momentum reads weights, velocities and gradients, and writes the first two.
      const update = { bytes: 5 * float32 * addCosts(costs).parameters, macs: 0 };
      return [...costs.flatMap(bothPasses), update];
    }
  }
}

export const leastBytes = (work: Work): number => leastSteps(work).reduce((sum, { bytes }) => sum + bytes, 0);

export function leastMs(work: Work, { bytesPerMs, macsPerMs }: Rates): number {
  const times = leastSteps(work).map((step) => Math.max(step.bytes / bytesPerMs, step.macs / macsPerMs));
  return times.reduce((sum, time) => sum + time, 0);
}

/**
 * What a moving op cannot avoid on a tensor that is larger than every cache: a batch norm knows its statistics only
 * when it has read everything once.
 */
export function movedBytes(work: MovingWork): number {
  const rereads = work.op === 'batchNorm' ? (work.pass === 'forward' ? 1 : 2) : 0;
  return leastMoved(work) + rereads * float32 * tensorSize(work);
}

const tensorSize = (work: MovingWork): number =>
  imageShape(work).reduce((product, size) => product * size, 1);

function leastMoved(work: MovingWork): number {
  const { op, pass, batch, channels } = work;
  const [x, row] = [tensorSize(work), batch * channels];
  const values = {
    copy: { forward: 2 * x, backward: 0 },
    bufferCopy: { forward: 2 * x, backward: 0 },
    channelShuffle: { forward: 2 * x, backward: 2 * x },
    // Two branches and their attention; backward the gradients of all of them.
    select: { forward: 3 * x + 2 * row, backward: 5 * x + 4 * row },
    // One gradient is that of both branches.
    fuse: { forward: 2 * x + row, backward: x + row },
    batchNorm: { forward: 2 * x + 4 * channels, backward: 3 * x + 8 * channels },
  };
  return float32 * values[op][pass];
}

/** Of a batch, from that of one image. A bias counts as a weight that the backward pass reads, some kilobytes too many. */
function batchCost(one: Cost, batch: number): Cost {
  const weights = float32 * (one.parameters + one.statistics);
  return {
    ...one,
    macs: batch * one.macs,
    forwardBytes: batch * (one.forwardBytes - weights) + weights,
    // Read, and their gradients written.
    backwardBytes: batch * (one.backwardBytes - 2 * weights) + 2 * weights,
  };
}

const forwardPass = (cost: Cost): LeastStep => ({
  bytes: cost.forwardBytes,
  macs: cost.macs,
});

const bothPasses = (cost: Cost): LeastStep[] => [
  forwardPass(cost),
  { bytes: cost.backwardBytes, macs: 2 * cost.macs },
];
