/** `sk-viz learning-rate`: the picture of a search for a learning rate. */
import { checkTarget, exitCodes } from 'sk-io/command';
import { readRateTable } from 'sk-io/node';
import { learningRateSearch } from '../../figures/search/learningRateSearch.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { LearningRateOptions } from './options.js';

/** Writes the figure and returns the exit code. */
export async function runLearningRate(options: LearningRateOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  const { points, suggestion } = await readRateTable(options.search);
  const figure = learningRateSearch(points, suggestion);
  const caption =
    'Loss over the learning rate. Thin: batches; thick: smoothed. The point is the suggested rate, where the smoothed loss falls fastest.';
  await writeFolder([{ name: 'learning-rate-search', figure, caption }], options, []);
  return exitCodes.ok;
}
