/** `sk-train eval`: loss, top-1 and top-5 of a saved model. */
import { DataError } from 'sk-io';
import {
  exitCodes,
  listenForStop,
  openProgress,
  percent,
  printResult,
  startChosenBackend,
} from 'sk-io/command';
import { modelPlace, readRunFiles } from 'sk-io/node';
import { evaluate } from '../../fit/evaluate.js';
import { NonFiniteLossError } from '../../fit/nonFiniteLossError.js';
import { DecodePool } from '../../node/data/decodePool.js';
import { openTestData } from '../../node/data/openData.js';
import { openOptions, testingWork } from '../parts/dataOptions.js';
import { forImages, type ImageModel, openSaved } from '../parts/namedModel.js';
import type { EvalCommandOptions } from './options.js';
import { chooseTestData } from './testData.js';

/** Tests the model and returns the exit code. */
export async function runEval(options: EvalCommandOptions): Promise<number> {
  const progress = openProgress();
  const note = (text: string): void => progress.note(text);
  const stop = listenForStop((name) => note(`${name}: stopping`));
  const pool = new DecodePool(options.workers);
  let tested: ImageModel | undefined;
  try {
    modelPlace(options.run);
    await startChosenBackend(options, note);
    tested = forImages(await openSaved(options.run, { ...options, onNote: note }));
    const { model, preprocessing, classNames, source } = tested;
    note(`model: ${source}`);
    const { data, notes } = await chooseTestData(options.data, {
      split: options.split,
      run: await readRunFiles(source),
      classNames,
    });
    for (const text of notes) note(text);
    const opening = openOptions(preprocessing, pool, options, progress, stop.signal);
    const test = await openTestData(data, opening);
    if (test === undefined) throw new DataError(`${options.data}: no test images`);
    const testing = testingWork();
    const found = await evaluate(model, test, {
      batchSize: options.batchSize,
      signal: stop.signal,
      onBatch: (done) => progress.show(testing(done, test.size)),
    });
    progress.close();
    if (stop.signal.aborted) return stop.exitCode() ?? exitCodes.failure;
    const { loss, accuracy: top1, top5, images } = found;
    if (!Number.isFinite(loss)) {
      throw new NonFiniteLossError(
        `the loss over ${images} images is ${loss}: the figures would mean nothing`,
      );
    }
    // Among five classes every image is within the five.
    const topFive = test.classNames.length > 5 ? [`top-5 ${percent(top5)}`] : [];
    printResult(
      options.json
        ? JSON.stringify({ top1, top5, loss, images })
        : [`top-1 ${percent(top1)}`, ...topFive, `loss ${loss.toFixed(4)} over ${images} images`].join(', '),
    );
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
    tested?.model.dispose();
    await pool.close();
  }
}
