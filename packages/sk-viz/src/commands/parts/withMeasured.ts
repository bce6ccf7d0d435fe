/** The beginning of commands that look at many images: a backend, the model, and its attention on the images. */
import { countedWork, openProgress, printNote, startChosenBackend } from 'sk-io/command';
import { modelPlace } from 'sk-io/node';
import { type MeasuredFolder, type MeasureFolderOptions, measureFolder } from '../../node/measureFolder.js';
import { type OpenedModel, openModel } from '../../node/openModel.js';
import type { ImageOptions } from './imageOptions.js';

export interface Measured {
  readonly opened: OpenedModel;
  readonly measured: MeasuredFolder;
  /** The name of the backend that computed. */
  readonly backend: string;
}

/** Skipped files that are named one by one; the rest are counted, and all of them are in the data. */
const mostNamed = 10;

/** Measures, hands over what was measured, and disposes of the model. */
export async function withMeasured(
  options: ImageOptions & Pick<MeasureFolderOptions, 'allowNoUnits'>,
  use: (measured: Measured) => Promise<void>,
): Promise<void> {
  modelPlace(options.model);
  const backend = await startChosenBackend(options, printNote);
  const opened = await openModel(options.model, { allowNonFinite: options.allowNonFinite ?? false });
  const progress = openProgress();
  const measuring = countedWork({ doing: 'measuring', did: 'measured', things: 'images' });
  try {
    const { images, scales, seed, samples, batch: batchSize, limit, allowNoUnits } = options;
    const measured = await measureFolder(opened, {
      ...{ images, scales, seed, samples, batchSize },
      ...(allowNoUnits !== undefined && { allowNoUnits }),
      ...(limit !== undefined && { limit }),
      onProgress: (done, total, skipped) => progress.show(measuring(done, total, skipped)),
    });
    progress.close();
    for (const note of [...opened.notes, ...measured.notes, ...skippedNotes(measured)]) printNote(note);
    await use({ opened, measured, backend });
  } finally {
    progress.close();
    opened.model.dispose();
  }
}

function skippedNotes({ measurement }: MeasuredFolder): string[] {
  const { skipped } = measurement.attention;
  const named = skipped.slice(0, mostNamed).map(({ name, reason }) => `skipped ${name}: ${reason}`);
  const more = skipped.length - named.length;
  return more > 0 ? [...named, `skipped ${more} more, all of them listed in what is written`] : named;
}
