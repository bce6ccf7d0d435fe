/** `sk-train bench`: from options to a report. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, registry } from 'sk-models';
import { checkTrainingMemory } from '../../fit/memoryEstimate.js';
import { benchmark } from '../bench/benchmark.js';
import { describeReport } from '../bench/benchReport.js';
import { imageShape } from '../bench/benchWork.js';
import { isSmall } from '../data/openData.js';
import { exitCodes, UsageError } from '../exitCodes.js';
import { listenForStop } from '../stopSignals.js';
import type { BenchCommandOptions } from './benchCommand.js';
import { startTensorFlow } from './startTensorFlow.js';
import { openProgress, printResult } from './terminal.js';

/** Answers the exit code. */
export async function runBench(options: BenchCommandOptions): Promise<number> {
  const { inference = false, profile = false, accumulate, steps, by = 'kernel' } = options;
  if (inference && accumulate > 1) {
    throw new UsageError('--accumulate is of training, and --inference asks for a forward pass');
  }
  const progress = openProgress();
  const stop = listenForStop((name) => progress.note(`${name}: stopping after this step`));
  try {
    const backend = await startTensorFlow(options);
    progress.note(`backend: ${backend.reason}`);
    const model = createBenchModel(options);
    const [height, width] = imageShape(model);
    const batchSize = options.batchSize ?? (isSmall({ size: [height, width] }) ? 64 : 4);
    if (!inference) checkTrainingMemory(model, batchSize, accumulate);
    const report = await benchmark(model, {
      batchSize,
      accumulate,
      inference,
      steps,
      ...(profile && { profile: by }),
      signal: stop.signal,
      onStep: (done, total) => progress.measuring(done, total),
    });
    progress.close();
    if (report === undefined) return stop.exitCode() ?? exitCodes.failure;
    printResult(options.json ? JSON.stringify(report, null, 2) : describeReport(report));
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
  }
}

function createBenchModel({ model: name, imageSize }: BenchCommandOptions): LayersModel {
  const channels = registry.get(name)?.defaults.inputShape[2] ?? 3;
  return createModel(name, {
    seed: 1,
    ...(imageSize !== undefined && { inputShape: [imageSize, imageSize, channels] }),
  });
}
