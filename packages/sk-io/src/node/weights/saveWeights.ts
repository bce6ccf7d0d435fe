/** The weights of a model as one safetensors file, under our names or those that others read. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { modelMetadata } from 'sk-models';
import type { FloatDtype } from '../../formats/safetensors/floatCodecs.js';
import { type NamingName, namings } from '../../naming/namings.js';
import { shapeInFile, toFile } from '../../weights/weightLayout.js';
import { type TensorToWrite, writeSafetensors } from './writeSafetensors.js';

export interface SaveWeightsOptions {
  /** F32. F16 and BF16 halve the file and round to the nearest. */
  readonly dtype?: FloatDtype;
  /** sk. `timm` turns the axes as PyTorch has them. */
  readonly names?: NamingName;
  /** Goes into the file's header, beside the model's name. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const optionNames: OptionNames<SaveWeightsOptions> = { dtype: true, names: true, metadata: true };

/** @throws ModelFileError where the file cannot be written; OptionError for options that do not exist */
export async function saveWeights(
  model: LayersModel,
  path: string,
  options: SaveWeightsOptions = {},
): Promise<void> {
  checkOptions('saveWeights: options', options, optionNames);
  const { dtype = 'F32', names = 'sk', metadata = {} } = options;
  checkChoice('saveWeights: names', names, Object.keys(namings));
  const { skModel } = modelMetadata(model);
  const about = { format: names === 'timm' ? 'pt' : 'tfjs', ...(skModel === undefined ? {} : { skModel }) };
  await writeSafetensors(path, namedTensors(model, names), { dtype, metadata: { ...about, ...metadata } });
}

function namedTensors(model: LayersModel, names: NamingName): readonly TensorToWrite[] {
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  return namings[names].bind(model).map(({ weight, tensor, layout }) => {
    const variable = variables.get(weight) as LayersModel['weights'][number];
    const shape = variable.shape as number[];
    return {
      name: tensor,
      shape: shapeInFile(shape, layout),
      read: async () => toFile((await variable.read().data()) as Float32Array, shape, layout),
    };
  });
}
