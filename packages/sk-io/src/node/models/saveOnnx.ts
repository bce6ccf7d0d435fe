/** A model as an ONNX file on disk. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { exportOnnx, type OnnxOptions } from '../../formats/onnx/exportOnnx.js';
import { writeModelFile } from '../files/writeModelFile.js';

/**
 * What {@link exportOnnx} makes of the model, at `path`, whole or not at all.
 * @throws ModelError for what cannot be exported, before anything is written; ModelFileError where the file cannot be
 */
export async function saveOnnx(model: LayersModel, path: string, options: OnnxOptions = {}): Promise<void> {
  const bytes = await exportOnnx(model, options);
  await writeModelFile(path, bytes);
}
