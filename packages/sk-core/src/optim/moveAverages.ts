/** Running averages of training, such as those of batch norms, in place where the backend's plug-in can do that. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
import { elementAt } from '../contract/elementAt.js';
import { pluginOf } from '../contract/plugins.js';
import { ShapeError } from '../contract/shapeError.js';
import type { MovingAverage } from '../contract/types.js';
import { checkNumber, readNumber } from './deviceNumber.js';

const averageNames: OptionNames<MovingAverage> = { running: true, value: true, momentum: true, scale: true };

/** The averages that are to be moved later, while {@link deferAverages} runs. */
let deferred: MovingAverage[] | undefined;

/**
 * Sets running = momentum * running + (1 - momentum) * scale * value, for each average. No gradient's tape sees it.
 *
 * @throws ShapeError where a value's shape differs from its running average's.
 */
export function moveAverages(averages: readonly MovingAverage[]): void {
  for (const average of averages) {
    checkOptions('moveAverages: average', average, averageNames, ShapeError);
    const { running, value, momentum } = average;
    checkNumber('moveAverages: momentum', momentum);
    if (`${running.shape}` !== `${value.shape}`) {
      throw new ShapeError(
        `moveAverages: value of ${running.name} wants [${running.shape}], got [${value.shape}]`,
      );
    }
  }
  if (deferred !== undefined) {
    deferred.push(...averages.map((average) => ({ ...average, value: held(average.value) })));
    return;
  }
  const plugin = pluginOf();
  if (plugin?.moveAverages === undefined) moveByComposite(averages);
  else plugin.moveAverages(averages);
}

/**
 * Runs a function whose calls of {@link moveAverages} wait: nothing moves until the caller moves the returned averages.
 *
 * @returns The averages in the order of the calls. The caller disposes of their values, which no tidy does.
 */
export function deferAverages<T>(run: () => T): { readonly result: T; readonly averages: MovingAverage[] } {
  const outer = deferred;
  const averages: MovingAverage[] = [];
  deferred = averages;
  try {
    return { result: run(), averages };
  } catch (error) {
    tf.dispose(averages.map(({ value }) => value));
    throw error;
  } finally {
    deferred = outer;
  }
}

/** Returns another tensor of the same data, which neither a tidy disposes of nor a tape sees. */
function held({ dataId, shape, dtype }: tf.Tensor): tf.Tensor {
  const engine = tf.engine();
  engine.backend.incRef(dataId);
  return tf.keep(engine.makeTensorFromTensorInfo({ dataId, shape, dtype }));
}

/** Moves averages with stock tfjs ops; many vectors that move by the same numbers as one. */
function moveByComposite(averages: readonly MovingAverage[]): void {
  for (const round of rounds(averages)) {
    for (const group of alike(round)) {
      if (group.length < leastJoined) for (const average of group) moveTogether([average]);
      else moveTogether(group);
    }
  }
}

/** Fewer vectors take as few operations one by one. */
const leastJoined = 4;

/** Cuts a list so that no average is twice in a part: it moves on from where it has come to. */
function rounds(averages: readonly MovingAverage[]): MovingAverage[][] {
  const parts: MovingAverage[][] = [];
  const seen = new Set<tf.Variable>();
  for (const average of averages) {
    if (parts.length === 0 || seen.has(average.running)) {
      parts.push([]);
      seen.clear();
    }
    seen.add(average.running);
    parts.at(-1)?.push(average);
  }
  return parts;
}

/** Returns the vectors that move by the same numbers together, and each of the others alone. */
function alike(averages: readonly MovingAverage[]): readonly (readonly MovingAverage[])[] {
  const groups = new Map<string | MovingAverage, MovingAverage[]>();
  for (const average of averages) {
    const { momentum, scale, running } = average;
    const key = typeof momentum === 'number' && running.rank === 1 ? `${momentum} ${scale}` : average;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [average]);
    else group.push(average);
  }
  return [...groups.values()];
}

/**
 * Moves averages of one momentum and one scale, inside an op of its own, so that the tape of a gradient neither records nor
 * keeps anything of it. Several are vectors.
 */
function moveTogether(group: readonly MovingAverage[]): void {
  const { momentum, scale } = elementAt(group, 0);
  const averages = group.map(({ running }) => running);
  tf.tidy(() => {
    const assign = tf.customGrad((...args) => {
      const values = args.slice(0, -1) as tf.Tensor[];
      const { number: old, kept } = readNumber(momentum);
      const share = typeof old === 'number' ? (1 - old) * scale : tf.mul(tf.sub(1, old), scale);
      const [running, batch] = [joined(averages), joined(values)];
      const next = kept(running, tf.add(tf.mul(running, old), tf.mul(batch, share)));
      const parts =
        group.length === 1
          ? [next]
          : tf.split(
              next,
              averages.map(({ size }) => size),
            );
      for (const [i, part] of parts.entries()) elementAt(averages, i).assign(part);
      return { value: next, gradFunc: () => values.map((value) => tf.zerosLike(value)) };
    });
    assign(...group.map(({ value }) => value));
  });
}

const joined = (tensors: readonly tf.Tensor[]): tf.Tensor =>
  tensors.length === 1 ? elementAt(tensors, 0) : tf.concat([...tensors]);
