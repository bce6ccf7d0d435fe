/** The images of a run: those that it learns from, those that its best checkpoint is chosen by, and the list of both. */
import { UsageError } from 'sk-io/command';
import { RunError, type RunFiles, readRunFiles } from 'sk-io/node';
import { binaryFormatOf } from '../../node/data/binary/binaryFiles.js';
import type { BinaryFormat } from '../../node/data/binary/binaryFormat.js';
import { describeChanges } from '../../node/data/changedFiles.js';
import { namesIn, placeOf, runFiles } from '../../node/data/dataFiles.js';
import { type DataFolder, type FoundImages, findBinary } from '../../node/data/findData.js';
import { chooseFiles } from '../../node/data/imageFolder.js';
import { imagesOf } from '../../node/data/trainedImages.js';
import { type SplitFiles, splitByClass } from '../../node/data/valSplit.js';
import { describeBinary, describeImages } from './describeData.js';
import { type FoundData, findData } from './recipe/recipeInputs.js';
import { shardTraining } from './shards/shardTraining.js';

/** The share that is kept for validation where the folder has neither validation nor test images. */
const defaultShare = 0.1;

export interface TrainingData {
  readonly data: DataFolder;
  /** The list of files that is written into the run. */
  readonly files: RunFiles;
  /** Sentences for the user: classes, images for each split, what was skipped and why. */
  readonly notes: readonly string[];
}

export interface TrainingDataOptions {
  readonly run: string;
  /** The images of the folder, where they are listed already. */
  readonly found: FoundData | undefined;
  /** Whether a run in the folder goes on. */
  readonly resumes: boolean;
  /** The value of the option; undefined where it is not given. */
  readonly valSplit: number | undefined;
  readonly seed: number;
}

/**
 * Finds the images of a run. One that goes on gets the images that it began with.
 * @throws DataError where there is nothing to train on; UsageError for a share that cannot be kept; RunError where the files
 * of a run that goes on have changed
 */
export async function chooseTrainingData(
  folder: string,
  options: TrainingDataOptions,
): Promise<TrainingData> {
  const before = options.resumes ? await readRunFiles(options.run) : undefined;
  const share = givenShare(options.valSplit, before);
  const chosen = await chooseImages(folder, options, before, share);
  const changes = before && describeChanges(before.files, chosen.files.files);
  if (changes === undefined) return chosen;
  throw new RunError(
    `${options.run}: cannot resume, the images of ${folder} are not those that the run began with: ${changes}. Put them back, or begin another run with --out`,
  );
}

async function chooseImages(
  folder: string,
  options: TrainingDataOptions,
  before: RunFiles | undefined,
  share: number | undefined,
): Promise<TrainingData> {
  const format = binaryFormatOf(folder);
  if (format !== undefined) return await binaryData(format, folder, share);
  const found = options.found ?? (await findData(folder));
  return 'splits' in found
    ? await shardTraining(found, share ?? 0)
    : await imageData(found, options, before, share);
}

/** Returns the share that is asked for; undefined where that is left to the folder. */
function givenShare(given: number | undefined, before: RunFiles | undefined): number | undefined {
  if (before === undefined) return given;
  const { valSplit: began = 0 } = before;
  if (given === undefined || given === began) return began;
  throw new UsageError(
    `--val-split ${given}: the run began with ${began}: leave the option out, or begin another run with --out`,
  );
}

async function binaryData(format: BinaryFormat, folder: string, share = 0): Promise<TrainingData> {
  if (share > 0) {
    throw new UsageError(
      `--val-split ${share}: ${format.name}'s files come with test images: leave the option out`,
    );
  }
  const data = await findBinary(format, folder);
  const listed = await format.list(folder);
  const files = listed.map(({ split, name, bytes }) => ({ split, name, bytes }));
  return {
    data,
    files: { folder: await placeOf(folder), files },
    notes: describeBinary(data.classNames, listed),
  };
}

async function imageData(
  found: FoundImages,
  { resumes, seed }: TrainingDataOptions,
  before: RunFiles | undefined,
  given: number | undefined,
): Promise<TrainingData> {
  const share = given ?? (resumes ? 0 : shareFor(found));
  if (share > 0 && before === undefined && found.val !== undefined) {
    throw new UsageError(
      `--val-split ${share}: the validation images of ${found.paths.val} are there: leave the option out, or take them away`,
    );
  }
  const { train, val = found.val } = share > 0 ? split(found, share, seed, before) : found;
  const test = val ?? found.test;
  const data: DataFolder = {
    kind: 'images',
    classNames: train.classNames,
    train,
    ...(test !== undefined && test.paths.length > 0 && { test }),
  };
  const files: RunFiles = {
    folder: await placeOf(found.folder),
    ...(share > 0 && { valSplit: share }),
    files: [
      ...(await runFiles(found.folder, 'train', train.paths)),
      ...(await runFiles(found.folder, val === undefined ? 'test' : 'val', test?.paths ?? [])),
    ],
  };
  const isUnused = val !== found.val && found.val !== undefined;
  const unused = isUnused ? [`${found.paths.val}: not used, since the run began without it`] : [];
  return { data, files, notes: [...describeImages(found, { train, val, share }), ...unused] };
}

const shareFor = ({ val, test }: FoundImages): number =>
  val === undefined && test === undefined ? defaultShare : 0;

function split({ folder, train }: FoundImages, share: number, seed: number, before?: RunFiles): SplitFiles {
  if (before === undefined) return splitByClass(train, share, seed, namesIn(folder));
  const val = imagesOf(before, 'val', folder, train);
  const kept = new Set(val.paths);
  return { train: chooseFiles(train, (path) => !kept.has(path)), val };
}
