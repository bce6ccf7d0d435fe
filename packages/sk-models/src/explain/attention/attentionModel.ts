/** Makes a view of a model that also returns the attention of its SK units. Figures 3 and 4, section 4.4. */
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, type LayersModel, layers, model as makeModel, type Shape } from '@tensorflow/tfjs-layers';
import { type GraphNode, type GraphValue, type Layer, readGraph } from '../../graph/modelGraph.js';
import { walkGraph } from '../../graph/walkGraph.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { oneTensor } from '../../layers/skLayer.js';
import { ModelError } from '../../modelError.js';
import type { AttentionSite } from '../../types.js';
import { attentionSite } from './attentionSite.js';

export interface AttentionModel {
  /** Outputs: the model's own, then the attention [N, M, C] of each site. */
  readonly model: LayersModel;
  /** In the order of computation. */
  readonly sites: readonly AttentionSite[];
}

/**
 * Returns the model as another graph: each of its layers borrows one of the given model's and computes with that one's
 * weights. Nothing is copied and the given model stays as it is; training it changes the view at once. Disposing of the
 * view frees nothing, and after the given model is disposed of the view can no longer be used. Works for every layers
 * model with SK convolutions, loaded, nested and folded ones and `tf.sequential` included. It cannot be saved or folded.
 *
 * @throws ModelError where there is no SK convolution with attention.
 */
export function attentionModel(model: LayersModel): AttentionModel {
  const sites: AttentionSite[] = [];
  const attentions: SymbolicTensor[] = [];
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    input({ batchShape: shape, dtype: dtype as DataType, name: sourceLayer.name }),
  );
  const outputs = walkGraph<SymbolicTensor>(readGraph(model), inputs, (node, read) => {
    const borrowed = borrow(node);
    const [first, ...others] = [borrowed.apply([...read])].flat() as [SymbolicTensor, ...SymbolicTensor[]];
    if (borrowed instanceof BorrowedSkConv2D) {
      attentions.push(new AttentionReader(borrowed).apply(first) as SymbolicTensor);
      sites.push(attentionSite(node.name, borrowed.original));
    }
    return [first, ...others];
  });
  if (sites.length === 0) {
    throw new ModelError(
      `attentionModel: '${model.name}' wants an SkConv2D layer with attention, got ${model.layers.length} other ` +
        'layers; replaceConvs puts SK units into a model',
    );
  }
  const name = `${model.name}_attention`;
  return { model: makeModel({ name, inputs, outputs: [...outputs, ...attentions] }), sites };
}

function borrow(node: GraphNode): BorrowedLayer {
  const { layer } = node;
  return layer instanceof SkConv2D && layer.attention
    ? new BorrowedSkConv2D(node, layer)
    : new BorrowedLayer(node, layer);
}

/** Computes with another layer. It has no weights of its own, so that disposing of it leaves the other's alone. */
class BorrowedLayer extends layers.Layer {
  static readonly className: string = 'SkBorrowedLayer';
  readonly original: Layer;
  readonly #outputs: readonly GraphValue[];

  constructor({ name, outputs }: GraphNode, original: Layer) {
    super({ name });
    this.original = original;
    this.#outputs = outputs;
    this.supportsMasking = original.supportsMasking;
  }

  override computeOutputShape(): Shape | Shape[] {
    const shapes = this.#outputs.map(({ shape }) => shape);
    const [first, ...others] = shapes;
    return first !== undefined && others.length === 0 ? first : shapes;
  }

  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    return this.original.computeMask(inputs, mask);
  }

  /** @throws ModelError always: a layer that was made by it would have none to compute with. */
  override getConfig(): never {
    throw new ModelError(
      `attentionModel: '${this.name}' of a view wants to be run, got a request for its configuration: fold, change or save ` +
        'the given model, and take a view of what comes out',
    );
  }

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    const alone = Array.isArray(inputs) && inputs.length === 1 ? oneTensor(inputs) : inputs;
    return this.original.apply(alone, kwargs) as Tensor | Tensor[];
  }
}

/** Keeps the attention of its latest run, until the reader behind it takes it. */
class BorrowedSkConv2D extends BorrowedLayer {
  static override readonly className = 'SkBorrowedSkConv2D';
  declare readonly original: SkConv2D;
  #latest: Tensor | undefined;
  #hasRun = false;

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    const { v, attention } = this.original.run(inputs, kwargs);
    if (attention === undefined) throw this.#refused('a run without attention');
    this.#latest = attention;
    this.#hasRun = true;
    return this.original.returnAttention ? [v, attention] : v;
  }

  /** Returns the attention of the latest run. @throws ModelError before the first run, and at a second read of one run. */
  takeAttention(): Tensor {
    const latest = this.#latest;
    if (latest === undefined) {
      throw this.#refused(this.#hasRun ? 'a second read' : 'a read before the first run');
    }
    this.#latest = undefined;
    return latest;
  }

  #refused(got: string): ModelError {
    return new ModelError(
      `attentionModel: the attention of '${this.name}' wants to be read once, directly after the convolution has run, ` +
        `got ${got}; run the view as a whole`,
    );
  }
}

/**
 * Returns the attention that an SK convolution has just made. A second output of that layer would do, but tfjs runs a
 * layer once for each of its outputs.
 */
class AttentionReader extends layers.Layer {
  static readonly className = 'SkAttentionReader';
  readonly #source: BorrowedSkConv2D;

  constructor(source: BorrowedSkConv2D) {
    super({ name: `${source.name}/attention` });
    this.#source = source;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const { branches, filters } = this.#source.original;
    const [batch = null] = inputShape as Shape;
    return [batch, branches.length, filters];
  }

  override call(): Tensor {
    return this.#source.takeAttention();
  }
}
