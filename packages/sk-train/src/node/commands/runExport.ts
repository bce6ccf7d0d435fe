/** `sk-train export`: a row for each format that a model can be written in. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { saveModel, saveOnnx, saveWeights } from 'sk-io/node';
import { exitCodes, UsageError } from '../exitCodes.js';
import type { ExportCommandOptions } from './exportCommand.js';
import { openNamedModel } from './namedModel.js';
import { startQuickest } from './startQuickest.js';
import { printNote, printResult } from './terminal.js';

type Writer = (model: LayersModel, options: ExportCommandOptions) => Promise<void>;

const writers: Readonly<Record<ExportCommandOptions['format'], Writer>> = {
  safetensors: (model, { out, dtype = 'F32', names = 'sk' }) => saveWeights(model, out, { dtype, names }),
  tfjs: (model, { out }) => saveModel(model, out),
  onnx: (model, { out }) => saveOnnx(model, out),
};

/** @returns the exit code */
export async function runExport(nameOrPath: string, options: ExportCommandOptions): Promise<number> {
  const { format, out, best = false, dtype, names } = options;
  if (format !== 'safetensors' && (dtype !== undefined || names !== undefined)) {
    throw new UsageError(`--dtype and --names are of --format safetensors, not of ${format}`);
  }
  await startQuickest();
  const { model, source } = await openNamedModel(nameOrPath, best, printNote);
  try {
    await writers[format](model, options);
    printResult(`${out}: ${model.name}, ${model.weights.length} weights of ${source}`);
    return exitCodes.ok;
  } finally {
    model.dispose();
  }
}
