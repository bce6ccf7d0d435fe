/** `sk-train eval`: loss, top-1, top-5 and the metrics of each class of a saved model. */
import { resolve } from 'node:path';
import { DataError, visible } from 'sk-io';
import {
  checkTarget,
  exitCodes,
  listenForStop,
  openProgress,
  printResult,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import { modelPlace, readRunFiles, writeFileAtomically } from 'sk-io/node';
import { evaluate } from '../../fit/evaluate.js';
import { NonFiniteLossError } from '../../fit/nonFiniteLossError.js';
import { DecodePool } from '../../node/data/decodePool.js';
import { openTestData } from '../../node/data/openData.js';
import { takesCrops } from '../../views/testTimeViews.js';
import { openOptions, testingWork } from '../parts/data/openOptions.js';
import { forImages, type ImageModel, openSaved } from '../parts/namedModel.js';
import { beforeViews } from '../parts/ttaOption.js';
import { describeEvaluation } from './describeEvaluation.js';
import { classesCsv, confusionCsv } from './evaluationTables.js';
import type { EvalCommandOptions } from './options.js';
import { chooseTestData } from './testData.js';

/** Tests the model and returns the exit code. */
export async function runEval(options: EvalCommandOptions): Promise<number> {
  checkTargets(options);
  const { csv, confusion } = options;
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
    if (data.kind === 'binary') refuseCrops(options);
    const opening = openOptions(beforeViews(preprocessing, options), pool, options, progress, stop.signal);
    const test = await openTestData(data, opening);
    if (test === undefined) throw new DataError(`${options.data}: no test images`);
    const testing = testingWork();
    const found = await evaluate(model, test, {
      batchSize: options.batchSize,
      details: true,
      ...(options.tta !== undefined && { tta: options.tta }),
      signal: stop.signal,
      onBatch: (done) => progress.show(testing(done, test.size)),
    });
    progress.close();
    if (stop.signal.aborted) return stop.exitCode() ?? exitCodes.failure;
    const { loss, accuracy: top1, top5, images, details } = found;
    if (!Number.isFinite(loss)) {
      throw new NonFiniteLossError(
        `the loss over ${images} images is ${loss}: the figures would mean nothing`,
      );
    }
    if (csv !== undefined) await writeFileAtomically(csv, classesCsv(details));
    if (confusion !== undefined) await writeFileAtomically(confusion, confusionCsv(details));
    printResult(
      options.json
        ? visible(JSON.stringify({ top1, top5, loss, images, ...details }))
        : describeEvaluation(found),
    );
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
    tested?.model.dispose();
    await pool.close();
  }
}

/** @throws UsageError where a file that is asked for cannot be written */
function checkTargets({ csv, confusion }: EvalCommandOptions): void {
  if (csv !== undefined) checkTarget(csv, 'file', '--csv');
  if (confusion === undefined) return;
  checkTarget(confusion, 'file', '--confusion');
  if (csv !== undefined && resolve(csv) === resolve(confusion)) {
    throw new UsageError(`--csv and --confusion both name ${csv}: give each a file of its own`);
  }
}

/** @throws UsageError */
function refuseCrops({ crop, interpolation, tta }: EvalCommandOptions): void {
  const given = [
    ...(crop === undefined ? [] : ['--crop']),
    ...(interpolation === undefined ? [] : ['--interpolation']),
    ...(tta === undefined || !takesCrops(tta) ? [] : [`--tta ${tta}`]),
  ];
  if (given.length === 0) return;
  throw new UsageError(
    `${given.join(' and ')}: files of raw pixels are tested whole: leave it out, or test on a folder of images`,
  );
}
