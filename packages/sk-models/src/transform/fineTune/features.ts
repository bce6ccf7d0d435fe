/** What a network computes on its way: pyramids for detection and segmentation, embeddings for search. */
import { LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type Dataflow, dataflow } from '../../graph/dataflow.js';
import { findOutput } from '../../graph/places.js';
import { stagesOf } from '../../graph/stages.js';
import { ModelError } from '../../modelError.js';

/** The output of a stage. */
export interface Feature {
  /** Of the layer that makes it. */
  readonly layer: string;
  /** Its short name, where it has one: 'stage3' is the paper's conv3_x. */
  readonly stage?: string;
  /** Height, width and channels. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels of the image between two of its pixels, to the nearest power of 2. */
  readonly stride: number;
}

/**
 * The model with other outputs, one for each name: a layer ('SK_3_4', 'avepool'), a unit ('conv3_2') or a stage
 * ('conv3', 'stage3': what its last unit puts out). The view is made of the model's own layers, so it shares their
 * weights, learns what the model learns and can be a part of other models. Disposing of the view frees nothing; after
 * the model is disposed of the view can no longer be used.
 *
 * @throws ModelError for a name that is not in the model, with the nearest ones, and for a layer inside a nested model.
 */
export function features(model: LayersModel, names: string | readonly string[]): LayersModel {
  const flow = dataflow(model);
  const asked = [names].flat();
  if (asked.length === 0) throw new ModelError('features: names wants one name or more, got none');
  const strangers = asked.filter((name) => typeof name !== 'string');
  if (strangers.length > 0) {
    throw new ModelError(
      `features: names wants names of layers, units or stages, got ${String(strangers[0])}`,
    );
  }
  const outputs = asked.map((name) => outputOf(flow, name));
  return new ModelView({ name: `${model.name}_features`, inputs: model.inputs, outputs });
}

/** The outputs of the stages, in the order of computation: what {@link features} is mostly asked for. */
export function featureNames(model: LayersModel): readonly Feature[] {
  return stagesOf(dataflow(model)).map(({ name, last, shape, stride }) => ({
    layer: last.use.name,
    ...(name === undefined ? {} : { stage: name }),
    shape,
    stride,
  }));
}

function outputOf(flow: Dataflow, name: string): SymbolicTensor {
  const { use } = findOutput(flow, name);
  const path = use.name.slice(0, use.name.lastIndexOf(use.layer.name));
  if (path === '') return use.outputs[0] as SymbolicTensor;
  const nested = path.slice(0, -1);
  throw new ModelError(
    `features: '${use.name}' lies inside the nested model '${nested}': ask that one, model.getLayer('${nested}')`,
  );
}

class ModelView extends LayersModel {
  override dispose(): ReturnType<LayersModel['dispose']> {
    return { refCountAfterDispose: 0, numDisposedVariables: 0 };
  }
}
