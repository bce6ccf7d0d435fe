/** What the commands do first that look at images: a backend, the model, its attention on the images. */
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from 'sk-core';
import { backendCandidates } from '../backends.js';
import { type MeasuredFolder, type MeasureFolderOptions, measureFolder } from '../measureFolder.js';
import { type OpenedModel, openModel } from '../openModel.js';
import type { BackendOptions, ImageOptions } from './options.js';
import { oneLine, printNote, WorkBar } from './terminal.js';

export interface Measured {
  readonly opened: OpenedModel;
  readonly measured: MeasuredFolder;
  readonly backend: string;
}

/** Skipped files that are named one by one; the rest are counted, and all of them are in the data. */
const mostNamed = 10;

/** @returns The backend's name. */
export async function startForImages(options: BackendOptions): Promise<string> {
  tf.enableProdMode();
  // A GPU that is none is slower than wasm: it is never the fastest that starts.
  const allowSoftware = options.backend === 'webgpu' && options.allowSoftware === true;
  const { name, reason } = await startBackend(options.backend, backendCandidates(allowSoftware));
  printNote(`backend: ${reason}`);
  return name;
}

/** Measures, hands over what was measured, and disposes of the model. */
export async function withMeasured(
  options: ImageOptions & Pick<MeasureFolderOptions, 'allowNoUnits'>,
  use: (measured: Measured) => Promise<void>,
): Promise<void> {
  const backend = await startForImages(options);
  const opened = await openModel(options.model);
  const bar = new WorkBar('images');
  try {
    const { batch: batchSize, limit, ...rest } = options;
    const measured = await measureFolder(opened, {
      ...rest,
      batchSize,
      ...(limit === undefined ? {} : { limit }),
      onProgress: (done, total) => bar.show(done, total),
    });
    bar.close();
    for (const note of [...opened.notes, ...measured.notes, ...skippedNotes(measured)])
      printNote(oneLine(note));
    await use({ opened, measured, backend });
  } finally {
    bar.close();
    opened.model.dispose();
  }
}

function skippedNotes({ measurement }: MeasuredFolder): string[] {
  const { skipped } = measurement.attention;
  const named = skipped.slice(0, mostNamed).map(({ name, reason }) => `skipped ${name}: ${reason}`);
  const more = skipped.length - named.length;
  return more > 0 ? [...named, `skipped ${more} more, all of them listed in what is written`] : named;
}
