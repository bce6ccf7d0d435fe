/** Running averages of training, such as those of batch norms, in place where the backend's plug-in can do that. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
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
  if (plugin?.moveAverages === undefined) averages.forEach(moveComposite);
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

/**
 * Moves one average with stock tfjs ops, inside an op of its own, so that the tape of a gradient neither records nor
 * keeps anything of it.
 */
function moveComposite({ running, value, momentum, scale }: MovingAverage): void {
  tf.tidy(() => {
    const assign = tf.customGrad((batch) => {
      const { number: old, kept } = readNumber(momentum);
      const share = typeof old === 'number' ? (1 - old) * scale : tf.mul(tf.sub(1, old), scale);
      const next = kept(running, tf.add(tf.mul(running, old), tf.mul(batch as tf.Tensor, share)));
      running.assign(next);
      return { value: next, gradFunc: () => tf.zerosLike(batch as tf.Tensor) };
    });
    assign(value);
  });
}
