/** Finds what a convolution can take over: its batch norm, the addition of a residual unit, the ReLU behind them. */

import type { Dataflow, Step, Value } from '../../graph/dataflow.js';
import type { Layer } from '../../graph/modelGraph.js';
import { SkBatchNorm } from '../../layers/skBatchNorm.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';

/** Several steps that become one. */
export interface Fold {
  /** In the order of computation: `conv` is the first, and what the last one makes is what the fold makes. */
  readonly steps: readonly Step[];
  readonly conv: Step;
  readonly norm: Step;
  /** Added before the activation. */
  readonly addend?: Value;
  readonly relu: boolean;
}

/**
 * Nothing is folded that anybody else could see: every value inside a fold has one reader and is no output, and no
 * convolution or batch norm in it is used a second time.
 */
export function findFolds({ steps, uses }: Dataflow): readonly Fold[] {
  const taken = new Set<Step>();
  return steps.flatMap((norm): Fold[] => {
    const conv = isBatchNorm(norm) ? norm.reads[0]?.maker : undefined;
    if (conv === undefined || !isConvolution(conv.use.layer) || onlyReader(conv) !== norm) return [];
    if ([conv, norm].some(({ use }) => uses.get(use.layer) !== 1)) return [];
    const fold = extend(conv, norm, taken);
    for (const step of fold.steps) taken.add(step);
    return [fold];
  });
}

function extend(conv: Step, norm: Step, taken: ReadonlySet<Step>): Fold {
  const folded = [conv, norm];
  if (norm.use.layer instanceof SkBatchNorm && norm.use.layer.relu) {
    return { steps: folded, conv, norm, relu: true };
  }
  const next = onlyReader(norm);
  const addend = next === undefined || taken.has(next) ? undefined : otherOperand(next, norm);
  if (next === undefined || addend === undefined || conv.use.layer.constructor !== SkGroupedConv2D) {
    return { conv, norm, ...withRelu(folded) };
  }
  return { conv, norm, addend, ...withRelu([...folded, next]) };
}

function withRelu(steps: readonly Step[]): Pick<Fold, 'steps' | 'relu'> {
  const next = onlyReader(steps.at(-1) as Step);
  return next !== undefined && isRelu(next.use.layer)
    ? { steps: [...steps, next], relu: true }
    : { steps, relu: false };
}

/** The step that alone reads what this one makes. */
export function onlyReader({ makes: [y] }: Step): Step | undefined {
  return y !== undefined && !y.isOutput && y.readers.length === 1 ? y.readers[0] : undefined;
}

/** What is added to the output of `norm`, where the step adds two values of one shape, known but for the batch. */
function otherOperand({ use, reads }: Step, norm: Step): Value | undefined {
  if (use.layer.getClassName() !== 'Add' || reads.length !== 2) return undefined;
  const [own, other] = reads[0] === norm.makes[0] ? reads : [...reads].reverse();
  const shape = (own as Value).shape.slice(1);
  return `${shape}` === `${other?.shape.slice(1)}` && !shape.includes(null) ? other : undefined;
}

/** Those whose kernel's last axes are the channels that they put out. Known by name, since tfjs does not export them. */
function isConvolution(layer: Layer): boolean {
  if (layer.constructor === SkGroupedConv2D) return true;
  const { activation, dataFormat } = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return activation === 'linear' && dataFormat !== 'channelsFirst';
    case 'Dense':
      return activation === 'linear';
    default:
      return false;
  }
}

/** Over the last axis. */
export function isBatchNorm({ use: { layer }, reads: [x] }: Step): boolean {
  if (layer instanceof SkBatchNorm) return true;
  if (layer.getClassName() !== 'BatchNormalization') return false;
  const { axis } = layer.getConfig();
  return axis === -1 || axis === (x as Value).shape.length - 1;
}

function isRelu(layer: Layer): boolean {
  const { activation, maxValue } = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Activation':
      return activation === 'relu';
    case 'ReLU':
      return maxValue == null;
    default:
      return false;
  }
}
