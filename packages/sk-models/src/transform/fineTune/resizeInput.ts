/** Makes a trained network read images of another size. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readGraph } from '../../graph/modelGraph.js';
import { copyNodes, rebuildModel } from '../../graph/modelRebuild.js';
import { modelMetadata, withMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';

/**
 * Returns another model with the same weights that reads images of another height and width. It owns its weights, and
 * shares their memory until one of the two models changes them. Metadata stay, with the new size in the preprocessing.
 *
 * @throws ModelError for a model whose weights or outputs depend on the size of the image, as those of a dense layer behind
 * a flattened map do.
 */
export function resizeInput(model: LayersModel, size: readonly [height: number, width: number]): LayersModel {
  const [height, width] = size;
  if (!size.every((side) => Number.isSafeInteger(side) && side > 0)) {
    throw new ModelError(
      `resizeInput: size wants [height, width] in pixels, whole numbers from 1, got [${height}, ${width}]`,
    );
  }
  const [shape, ...more] = model.inputs.map((input) => input.shape);
  if (shape?.length !== 4 || more.length > 0) {
    throw new ModelError(`resizeInput: '${model.name}' wants one input [N, height, width, channels]`);
  }
  const [batch = null, , , channels = null] = shape;
  const resized = rebuilt(model, [batch, height, width, channels]);
  const shapes = (each: LayersModel): string => JSON.stringify(each.outputs.map((output) => output.shape));
  if (shapes(resized) !== shapes(model)) {
    const [before, after] = [shapes(model), shapes(resized)];
    resized.dispose();
    throw new ModelError(fixed(model, height, width, `its outputs would be ${after} in place of ${before}`));
  }
  const { preprocessing } = modelMetadata(model);
  return withMetadata(resized, {
    ...model.getUserDefinedMetadata(),
    ...(preprocessing !== undefined && { preprocessing: { ...preprocessing, size: [height, width] } }),
  });
}

function rebuilt(model: LayersModel, shape: (number | null)[]): LayersModel {
  const [, height, width] = shape;
  try {
    return rebuildModel(model, readGraph(model), copyNodes(), () => shape);
  } catch (error) {
    throw new ModelError(fixed(model, height, width, (error as Error).message), { cause: error });
  }
}

const fixed = ({ name }: LayersModel, height: unknown, width: unknown, why: string): string =>
  `resizeInput: '${name}' cannot read images of ${height} x ${width}: ${why}`;
