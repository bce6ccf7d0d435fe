/** `sk-train bench`: from options to a report. */
import {
  countedWork,
  exitCodes,
  listenForStop,
  openProgress,
  printResult,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import { checkModelName } from 'sk-io/node';
import { checkTrainingMemory } from '../../fit/memoryEstimate.js';
import { describePrecision } from '../parts/describePrecision.js';
import type { BenchCommandOptions } from './options.js';
import { describeSpeed, speedJson } from './speedReport.js';
import { timeModel } from './timeModel.js';
import { timedBatchSize, timedModel } from './timing/timedModel.js';
import { defaultSteps } from './timing/timedOptions.js';

/** Times the network, prints the report and returns the exit code. */
export async function runBench(options: BenchCommandOptions): Promise<number> {
  const {
    inference = false,
    profile = false,
    accumulate,
    steps = defaultSteps,
    precision,
    by = 'kernel',
  } = options;
  if (inference && accumulate > 1) {
    throw new UsageError('--accumulate is of training, and --inference asks for a forward pass');
  }
  checkModelName(options.model);
  const progress = openProgress();
  const stop = listenForStop((name) => progress.note(`${name}: stopping after this step`));
  try {
    const backend = await startChosenBackend(options, (text) => progress.note(text));
    if (precision === 'mixed') progress.note(describePrecision(backend, !inference));
    const model = timedModel(options);
    const batchSize = timedBatchSize(model, options);
    if (!inference) checkTrainingMemory(model, { batchSize, accumulate, precision });
    const measuring = countedWork({ doing: 'measuring', did: 'measured', things: 'steps' });
    const report = await timeModel(model, {
      batchSize,
      accumulate,
      inference,
      steps,
      ...(precision !== undefined && { precision }),
      ...(profile && { profile: by }),
      signal: stop.signal,
      onStep: (done, total) => progress.show(measuring(done, total)),
    });
    progress.close();
    if (report === undefined) return stop.exitCode() ?? exitCodes.failure;
    printResult(options.json ? speedJson(report) : describeSpeed(report));
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
  }
}
