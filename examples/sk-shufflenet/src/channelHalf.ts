/** A layer of one's own, as ShuffleNets in TensorFlow.js need it: the first or the second half of the channels. */
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export class ChannelHalf extends layers.Layer {
  static readonly className = 'ChannelHalf';
  readonly #half: 0 | 1;

  constructor(args: LayerArgs & { half: 0 | 1 }) {
    super(args);
    this.#half = args.half;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = inputShape as Shape;
    return [...shape.slice(0, -1), (shape.at(-1) as number) / 2];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => tf.split(x, 2, -1)[this.#half]!);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), half: this.#half };
  }
}

tf.serialization.registerClass(ChannelHalf);
