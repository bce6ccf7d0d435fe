/** The options that the commands share, and how their texts become values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { paperScales } from '../../image/enlarge.js';
import type { ThemeName } from '../writeFigures.js';

/** What computes. */
export interface BackendOptions {
  readonly backend: string;
  readonly allowSoftware?: boolean;
}

export interface ImageOptions extends BackendOptions {
  readonly model: string;
  readonly images: string;
  readonly scales: readonly number[];
  readonly limit?: number;
  readonly seed: number;
  readonly batch: number;
  readonly samples: number;
}

export function addImageOptions(command: Command): Command {
  return addMeasureOptions(addSourceOptions(command));
}

/** Which model, which images. */
export function addSourceOptions(command: Command): Command {
  return command
    .requiredOption('--model <folder>', 'a run of sk-train, or a folder with model.json')
    .requiredOption('--images <folder>', 'images, in one folder for each class or not; or one image');
}

/** How images are measured, whichever they are. */
export function addMeasureOptions(command: Command): Command {
  return addBackendOptions(
    command
      .option('--scales <list>', 'how often the object is enlarged', scaleList, paperScales)
      .option('--limit <n>', 'so many images, drawn at random (default: all)', wholeNumber(1))
      .option('--seed <n>', 'decides which images are drawn', wholeNumber(0), 1)
      .option('--batch <n>', 'images that the model sees at once', wholeNumber(1), 32)
      .option('--samples <n>', 'images that are shown one by one', wholeNumber(0), 4),
  );
}

export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'what computes: the fastest that starts, or one by name')
        .choices(['auto', 'wasm', 'webgpu', 'cpu'])
        .default('auto'),
    )
    .option('--allow-software', 'let --backend webgpu compute on the processor: right, and slower than wasm');
}

/** Where a command writes its figures, and in which colours. */
export interface FolderOptions {
  readonly out: string;
  readonly theme: ThemeName;
}

export function addFolderOptions(command: Command): Command {
  return addThemeOption(command.requiredOption('--out <folder>', 'where to write'));
}

export function addThemeOption(command: Command): Command {
  return command.addOption(
    new Option('--theme <name>', 'colours of the pictures')
      .choices(['light', 'dark', 'both'])
      .default('light'),
  );
}

export function addUnitsOption(command: Command): Command {
  return command.option('--units <names>', 'SK units to draw (default: the last of each stage)', (text) =>
    text.split(','),
  );
}

/** For an option that may be given several times. */
export function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`A whole number from ${least} on is wanted.`);
    }
    return value;
  };
}

function scaleList(text: string): number[] {
  const scales = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const good = scales.every((scale) => scale >= 1 && scale <= 100);
  if (!good || new Set(scales).size < scales.length) {
    throw new InvalidArgumentError('Different numbers from 1 to 100 are wanted, such as 1,1.5,2.');
  }
  return scales;
}
