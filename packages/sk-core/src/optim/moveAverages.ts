/** Running averages of training, such as those of batch norms, in place where the backend's plug-in can do that. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
import { pluginOf } from '../contract/plugins.js';
import { ShapeError } from '../contract/shapeError.js';
import type { MovingAverage } from '../contract/types.js';

const averageNames: OptionNames<MovingAverage> = { running: true, value: true, momentum: true, scale: true };

/**
 * Sets running = momentum * running + (1 - momentum) * scale * value, for each average. No gradient's tape sees it.
 *
 * @throws ShapeError where a value's shape differs from its running average's.
 */
export function moveAverages(averages: readonly MovingAverage[]): void {
  for (const average of averages) {
    checkOptions('moveAverages: average', average, averageNames, ShapeError);
    const { running, value } = average;
    if (`${running.shape}` !== `${value.shape}`) {
      throw new ShapeError(
        `moveAverages: value of ${running.name} wants [${running.shape}], got [${value.shape}]`,
      );
    }
  }
  const plugin = pluginOf();
  if (plugin?.moveAverages === undefined) averages.forEach(moveComposite);
  else plugin.moveAverages(averages);
}

/**
 * Moves one average with stock tfjs ops, inside an op of its own, so that the tape of a gradient neither records nor
 * keeps anything of it.
 */
function moveComposite({ running, value, momentum, scale }: MovingAverage): void {
  tf.tidy(() => {
    const assign = tf.customGrad((batch) => {
      const next = tf.add(tf.mul(running, momentum), tf.mul(batch as tf.Tensor, (1 - momentum) * scale));
      running.assign(next);
      return { value: next, gradFunc: () => tf.zerosLike(batch as tf.Tensor) };
    });
    assign(value);
  });
}
