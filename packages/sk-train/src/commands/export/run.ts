/** `sk-train export`: a row for each format that a model can be written in. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  checkTarget,
  exitCodes,
  printJson,
  printNote,
  printResult,
  startSoonestBackend,
  UsageError,
} from 'sk-io/command';
import { checkReplaceable, saveModel, saveOnnx, saveWeights } from 'sk-io/node';
import { checkNamedModel, openNamedModel } from '../parts/namedModel.js';
import type { ExportCommandOptions } from './options.js';

type Writer = (model: LayersModel, options: ExportCommandOptions) => Promise<void>;

const writers: Readonly<Record<ExportCommandOptions['format'], Writer>> = {
  safetensors: (model, { out, dtype = 'F32', names = 'sk' }) => saveWeights(model, out, { dtype, names }),
  tfjs: (model, { out }) => saveModel(model, out),
  onnx: (model, { out }) => saveOnnx(model, out),
};

/** Writes the model and returns the exit code. */
export async function runExport(nameOrPath: string, options: ExportCommandOptions): Promise<number> {
  const { format, out, best = false, ema = false, dtype, names, allowNonFinite = false, json } = options;
  if (format !== 'safetensors' && (dtype !== undefined || names !== undefined)) {
    throw new UsageError(`--dtype and --names are of --format safetensors, not of ${format}`);
  }
  checkTarget(out, format === 'tfjs' ? 'folder' : 'file');
  if (format === 'tfjs') await checkReplaceable(out);
  checkNamedModel(nameOrPath);
  await startSoonestBackend();
  const { model, source } = await openNamedModel(nameOrPath, {
    ...{ best, ema, allowNonFinite },
    onNote: printNote,
  });
  try {
    await writers[format](model, options);
    const { name, weights } = model;
    if (json) printJson({ out, format, model: name, weights: weights.length, source });
    else printResult(`${out}: ${name}, ${weights.length} weights of ${source}`);
    return exitCodes.ok;
  } finally {
    model.dispose();
  }
}
