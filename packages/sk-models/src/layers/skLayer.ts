/** What the layers of this package share: weights declared as data, which makes counting them free. */
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import { type Optional, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { type WeightInit, weightInitializer, weightSeed } from './weightInit.js';
import { isWeightless } from './weightless.js';

type TfLayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface SkLayerArgs extends TfLayerArgs {
  /** Makes the initial weights reproducible; each weight derives its own seed from this one and its name. */
  readonly seed?: Optional<number>;
  /** Begin with zeros, which is quicker where weights are about to be loaded. Not part of the layer's configuration. */
  readonly zeroWeights?: Optional<boolean>;
}

export interface WeightSpec {
  /** Within the layer. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
  /** Running statistics are not. */
  readonly trainable: boolean;
}

export abstract class SkLayer extends layers.Layer {
  readonly seed: number | undefined;
  private readonly zeroWeights: boolean;
  private readonly variables = new Map<string, LayerVariable>();

  constructor(args: SkLayerArgs) {
    super(args);
    this.zeroWeights = args.zeroWeights === true;
    this.seed = args.seed == null ? undefined : whole(this.field('seed'), args.seed, 0);
  }

  /** The weights that an input of this shape asks for, in the order of creation. */
  abstract weightSpecs(input: readonly number[]): readonly WeightSpec[];

  /** What the layer is made of, and what each part costs for a batch of this shape. */
  abstract parts(input: readonly number[]): readonly LayerPart[];

  override build(inputShape: Shape | Shape[]): void {
    const specs = this.weightSpecs(oneShape(inputShape));
    for (const { name, shape, init, trainable } of isWeightless() ? [] : specs) {
      const seed = this.seed === undefined ? undefined : weightSeed(this.seed, `${this.name}/${name}`);
      const initializer = weightInitializer(this.zeroWeights ? 'zeros' : init, shape, seed);
      this.variables.set(
        name,
        this.addWeight(name, [...shape], 'float32', initializer, undefined, trainable),
      );
    }
    super.build(inputShape);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.seed === undefined ? {} : { seed: this.seed }) };
  }

  protected variable(name: string): LayerVariable {
    const variable = this.variables.get(name);
    if (variable !== undefined) return variable;
    throw new LayerConfigError(
      `${this.name}/${name}`,
      'a weight to compute with',
      'a model that was only described',
    );
  }

  protected read(name: string): Tensor {
    return this.variable(name).read();
  }

  /** Names a field of the configuration in error messages. */
  protected field(name: string): string {
    return `${this.getClassName()} '${this.name}': ${name}`;
  }
}

/** Layers with one input are called with a tensor or with a list of one. */
export function oneTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
}

/** Unknown sizes stay null. */
export function oneShape(shape: Shape | Shape[]): number[] {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as number[];
}

/** tfjs passes `training` to every layer of a model that is in training. */
export const isTraining = (kwargs: object | undefined): boolean =>
  (kwargs as { training?: unknown } | undefined)?.training === true;
