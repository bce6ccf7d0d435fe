/** `sk-train eval`: loss, top-1 and top-5 of a saved model. */

import { openSavedModel } from 'sk-io/node';
import { DataError } from '../../data/dataError.js';
import { evaluate } from '../../fit/evaluate.js';
import { DecodePool } from '../data/decodePool.js';
import { findTestData, openTestData } from '../data/openData.js';
import { exitCodes } from '../exitCodes.js';
import { type Progress, percent } from '../progress/progress.js';
import { listenForStop } from '../stopSignals.js';
import type { EvalCommandOptions } from './evalCommand.js';
import { forImages, type NamedModel } from './namedModel.js';
import { openOptions } from './options.js';
import { startTensorFlow } from './startTensorFlow.js';
import { openProgress, printResult } from './terminal.js';

/** Answers the exit code. */
export async function runEval(options: EvalCommandOptions): Promise<number> {
  const progress = openProgress();
  const stop = listenForStop((name) => progress.note(`${name}: stopping`));
  const pool = new DecodePool(options.workers);
  try {
    const backend = await startTensorFlow(options);
    progress.note(`backend: ${backend.reason}`);
    const { model, preprocessing, classNames, source } = forImages(await openRun(options, progress));
    progress.note(`model: ${source}`);
    const data = await findTestData(options.data, classNames);
    const opening = openOptions(preprocessing, pool, options, progress, stop.signal);
    const test = await openTestData(data, opening);
    if (test === undefined) throw new DataError(`${options.data}: no test images`);
    const {
      loss,
      accuracy: top1,
      top5,
      images,
    } = await evaluate(model, test, {
      batchSize: options.batchSize,
      signal: stop.signal,
      onBatch: (done) => progress.evaluating(done, test.size),
    });
    progress.close();
    if (stop.signal.aborted) return stop.exitCode() ?? exitCodes.failure;
    printResult(
      options.json
        ? JSON.stringify({ top1, top5, loss, images })
        : `top-1 ${percent(top1)}, top-5 ${percent(top5)}, loss ${loss.toFixed(4)} over ${images} images`,
    );
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
    await pool.close();
  }
}

async function openRun({ run, best = false }: EvalCommandOptions, progress: Progress): Promise<NamedModel> {
  const { folder, ...saved } = await openSavedModel(run, { best, onNote: (text) => progress.note(text) });
  return { ...saved, source: folder };
}
