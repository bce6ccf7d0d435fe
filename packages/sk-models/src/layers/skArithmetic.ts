/** Sums, differences, products and quotients: what Keras writes for `x + 3`, `1 - x` and `x / y` between layers. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames } from 'sk-core';
import { flag, numberOrList, type Optional, oneOf } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { sizeOf } from './shape.js';
import {
  oneShape,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export type ArithmeticOperation = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum';

const operations: Readonly<Record<ArithmeticOperation, (a: Tensor, b: Tensor) => Tensor>> = {
  add: tf.add,
  subtract: tf.sub,
  multiply: tf.mul,
  divide: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
};

export interface SkArithmeticArgs extends SkLayerArgs {
  readonly operation: ArithmeticOperation;
  /** The second operand: a number, or one for each channel. Without it the layer wants two inputs of one rank. */
  readonly constant?: Optional<number | readonly number[]>;
  /** The constant is the first operand, as in 1 - x; false. */
  readonly constantFirst?: Optional<boolean>;
}

/** [...] to [...] with a constant; two inputs are broadcast against each other. */
export class SkArithmetic extends SkLayer {
  static readonly className = 'SkArithmetic';
  static override readonly args: SettingNames = {
    operation: true,
    constant: true,
    constantFirst: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkArithmeticArgs>;
  readonly operation: ArithmeticOperation;
  readonly constant: number | readonly number[] | undefined;
  readonly constantFirst: boolean;

  constructor(args: SkArithmeticArgs) {
    super(args);
    const { operation, constant, constantFirst } = args;
    const known = Object.keys(operations) as ArithmeticOperation[];
    this.operation = oneOf(this.field('operation'), operation, known);
    this.constant = constant == null ? undefined : numberOrList(this.field('constant'), constant);
    this.constantFirst = flag(this.field('constantFirst'), constantFirst ?? false);
    if (this.constantFirst && this.constant === undefined) {
      throw new LayerConfigError(this.field('constantFirst'), 'a constant', constant);
    }
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [, ...outputShape] = input;
    const values = sizeOf(input);
    const cost = movingCost(2 * values, 2 * values);
    return [{ name: this.name, kind: 'other', outputShape, cost }];
  }

  /** @throws LayerConfigError for a number of inputs, ranks or sizes that do not fit. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const isList = Array.isArray(inputShape[0]);
    const shapes = (isList ? inputShape : [inputShape]) as Shape[];
    const [first, second, ...more] = shapes;
    const wanted = this.constant === undefined ? 2 : 1;
    if (first === undefined || more.length > 0 || shapes.length !== wanted) {
      const inputs = wanted === 2 ? 'two inputs, or one and a constant' : 'one input beside its constant';
      throw new LayerConfigError(this.field('input'), inputs, shapes);
    }
    if (second !== undefined) return this.#broadcast(first, second);
    const { length = 1 } = Array.isArray(this.constant) ? this.constant : [0];
    if (length !== 1 && length !== first.at(-1)) {
      throw new LayerConfigError(
        this.field('constant'),
        `a number, or one for each of ${first.at(-1)} channels`,
        this.constant,
      );
    }
    return oneShape(first);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x, y] = Array.isArray(inputs) ? inputs : [inputs];
    const { constant, constantFirst } = this;
    return tf.tidy(() => {
      const other = constant === undefined ? y : tf.tensor(constant as number | number[]);
      if (x === undefined || other === undefined) {
        throw new LayerConfigError(this.field('input'), 'two inputs, or one and a constant', []);
      }
      const [a, b] = constantFirst ? [other, x] : [x, other];
      return operations[this.operation](a, b);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { operation, constant, constantFirst } = this;
    const plain = typeof constant === 'number' ? constant : constant && [...constant];
    return {
      ...super.getConfig(),
      operation,
      ...(plain !== undefined && { constant: plain }),
      constantFirst,
    };
  }

  #broadcast(a: Shape, b: Shape): Shape {
    const fits = (size: number | null, other: number | null): boolean =>
      size === other || size === 1 || other === 1 || size === null || other === null;
    if (a.length !== b.length || !a.every((size, axis) => fits(size, b[axis] ?? null))) {
      throw new LayerConfigError(this.field('input'), 'two inputs of one rank, with sizes that fit', [a, b]);
    }
    return a.map((size, axis) => (size === 1 ? (b[axis] ?? null) : (size ?? unlessOne(b[axis]))));
  }
}

/** Returns a size that stands beside an unknown one, which takes it over unless it is 1. */
const unlessOne = (size: number | null | undefined): number | null =>
  size == null || size === 1 ? null : size;

registry.registerClass(SkArithmetic);
