/** A view of a model that also gives the attention of its SK units: what Figures 3 and 4 are drawn from. Section 4.4. */
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type Shape,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { foldModel, type Layer, type LayerUse } from '../../graph/modelGraph.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { oneTensor } from '../../layers/skLayer.js';
import { ModelError } from '../../modelError.js';
import type { AttentionTap } from '../../types.js';
import { attentionTap } from './attentionTap.js';

export interface AttentionModel {
  /** Outputs: the model's own, then the attention [N, M, C] of each tap. */
  readonly model: LayersModel;
  /** In the order of computation. */
  readonly taps: readonly AttentionTap[];
}

/**
 * The model behind another graph: each layer of it borrows one of the given model's and computes with that one's
 * weights. Nothing is copied and the given model stays as it is; what it learns later shows here at once. Disposing
 * of the view frees nothing, and after the given model is disposed of the view can no longer be used. Works for every
 * layers model with SK convolutions, loaded ones, nested ones and `tf.sequential` included. It cannot be saved.
 *
 * @throws ModelError where there is no SK convolution with attention.
 */
export function attentionModel(model: LayersModel): AttentionModel {
  const taps: AttentionTap[] = [];
  const attentions: SymbolicTensor[] = [];
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    input({ batchShape: shape, dtype: dtype as DataType, name: sourceLayer.name }),
  );
  const outputs = foldModel(model, inputs, (use, read) => {
    const borrowed = borrow(use);
    const made = [borrowed.apply([...read])].flat() as SymbolicTensor[];
    if (borrowed instanceof BorrowedSkConv2D) {
      const tap = new AttentionReader(borrowed);
      attentions.push(tap.apply(made[0] as SymbolicTensor) as SymbolicTensor);
      taps.push(attentionTap(use.name, borrowed.original));
    }
    return made;
  });
  if (taps.length === 0) {
    throw new ModelError(
      `attentionModel: '${model.name}' has no SkConv2D layer with attention, got ${model.layers.length} other layers`,
    );
  }
  const name = `${model.name}_attention`;
  return { model: makeModel({ name, inputs, outputs: [...outputs, ...attentions] }), taps };
}

function borrow(use: LayerUse): BorrowedLayer {
  const { layer } = use;
  return layer instanceof SkConv2D && layer.attention
    ? new BorrowedSkConv2D(use, layer)
    : new BorrowedLayer(use, layer);
}

/** Does what another layer does. Has no weights of its own, so that disposing of it leaves the other's alone. */
class BorrowedLayer extends layers.Layer {
  static readonly className: string = 'SkBorrowedLayer';
  readonly original: Layer;
  private readonly outputs: readonly SymbolicTensor[];

  constructor({ name, outputs }: LayerUse, original: Layer) {
    super({ name });
    this.original = original;
    this.outputs = outputs;
    this.supportsMasking = original.supportsMasking;
  }

  override computeOutputShape(): Shape | Shape[] {
    const shapes = this.outputs.map(({ shape }) => shape);
    return shapes.length === 1 ? (shapes[0] as Shape) : shapes;
  }

  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    return this.original.computeMask(inputs, mask);
  }

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    const alone = Array.isArray(inputs) && inputs.length === 1 ? oneTensor(inputs) : inputs;
    return this.original.apply(alone, kwargs) as Tensor | Tensor[];
  }
}

class BorrowedSkConv2D extends BorrowedLayer {
  static override readonly className = 'SkBorrowedSkConv2D';
  declare readonly original: SkConv2D;
  private latest: Tensor | undefined;

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    const { v, attention } = this.original.run(inputs, kwargs);
    this.latest = attention as Tensor;
    return this.original.returnAttention ? [v, this.latest] : v;
  }

  takeAttention(): Tensor {
    const attention = this.latest as Tensor;
    this.latest = undefined;
    return attention;
  }
}

/**
 * Gives the attention that an SK convolution has just made. A second output of that layer would do, but tfjs runs a
 * layer once for each of its outputs.
 */
class AttentionReader extends layers.Layer {
  static readonly className = 'SkAttentionReader';
  private readonly source: BorrowedSkConv2D;

  constructor(source: BorrowedSkConv2D) {
    super({ name: `${source.name}/attention` });
    this.source = source;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const { branches, filters } = this.source.original;
    return [(inputShape as Shape)[0] as number | null, branches.length, filters];
  }

  override call(): Tensor {
    return this.source.takeAttention();
  }
}
