/** The base of this package's layers: weights are declared as data, so that they can be counted without being made. */
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import { type Optional, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { type WeightInit, weightInitializer, weightSeed } from './weightInit.js';
import { isWeightless } from './weightless.js';

type TfLayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface SkLayerArgs extends TfLayerArgs {
  /** Makes the initial weights reproducible; each weight derives its own seed from this one and its name. */
  readonly seed?: Optional<number>;
  /** Make weights of zeros, which is quicker where weights are about to be loaded. No part of the layer's configuration. */
  readonly zeroWeights?: Optional<boolean>;
}

/** The settings that every layer has, those which TensorFlow.js reads or writes among them. */
export const skLayerArgs: OptionNames<SkLayerArgs & { readonly updatable: boolean }> = {
  name: true,
  trainable: true,
  dtype: true,
  inputDType: true,
  inputShape: true,
  batchInputShape: true,
  batchSize: true,
  weights: true,
  updatable: true,
  seed: true,
  zeroWeights: true,
};

export type SettingNames = Readonly<Record<string, true>>;

export interface WeightSpec {
  /** Within the layer. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
  /** Running statistics are not. */
  readonly trainable: boolean;
}

export abstract class SkLayer extends layers.Layer {
  /** The names of a class's settings. A class that lists none of its own takes any. */
  static readonly args?: SettingNames;
  readonly seed: number | undefined;
  readonly #zeroWeights: boolean;
  readonly #variables = new Map<string, LayerVariable>();

  /** @throws LayerConfigError for a setting that the class does not know. */
  constructor(args: SkLayerArgs) {
    super(args);
    if (Object.hasOwn(new.target, 'args') && new.target.args !== undefined) {
      checkOptions<object>(`${this.getClassName()} '${this.name}'`, args, new.target.args, LayerConfigError);
    }
    this.#zeroWeights = args.zeroWeights === true;
    this.seed = args.seed == null ? undefined : whole(this.field('seed'), args.seed, 0);
  }

  /** Makes a layer from its configuration, to which TensorFlow.js adds the classes that a caller brought. */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    { customObjects: _, ...config }: serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  /** Returns the weights for an input of this shape, in the order of creation. */
  abstract weightSpecs(input: readonly number[]): readonly WeightSpec[];

  /** Returns the parts of the layer, with the cost of each for a batch of this shape. */
  abstract parts(input: readonly number[]): readonly LayerPart[];

  override build(inputShape: Shape | Shape[]): void {
    const specs = this.weightSpecs(oneShape(inputShape));
    for (const { name, shape, init, trainable } of isWeightless() ? [] : specs) {
      const seed = this.seed === undefined ? undefined : weightSeed(this.seed, `${this.name}/${name}`);
      const initializer = weightInitializer(this.#zeroWeights ? 'zeros' : init, shape, seed);
      this.#variables.set(
        name,
        this.addWeight(name, [...shape], 'float32', initializer, undefined, trainable),
      );
    }
    super.build(inputShape);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.seed !== undefined && { seed: this.seed }) };
  }

  /** Returns a weight by its name within the layer. @throws LayerConfigError in a model that was only described. */
  protected variable(name: string): LayerVariable {
    const variable = this.#variables.get(name);
    if (variable !== undefined) return variable;
    throw new LayerConfigError(
      `${this.name}/${name}: a layer that computes`,
      'its weight',
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

/** Returns the only input of a layer, which is called with a tensor or with a list of one. */
export function oneTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? elementAt(inputs, 0) : inputs;
}

/** Returns the shape of a layer's only input. Unknown sizes stay null, though the type does not say so. */
export function oneShape(shape: Shape | Shape[]): number[] {
  const [first] = shape;
  return (Array.isArray(first) ? first : shape) as number[];
}

/** Tells whether a layer is called in training, which tfjs says to every layer of a model. */
export const isTraining = (kwargs: object | undefined): boolean =>
  (kwargs as { training?: unknown } | undefined)?.training === true;
