/** The end of commands that write a folder of figures. */
import { countedWork, openProgress, printResult } from 'sk-io/command';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { writeFigures } from '../../node/writeFigures.js';
import type { FolderOptions } from './folderOptions.js';

/**
 * Writes the figures and prints the names of all files.
 * @param written Names of the files that are there already.
 */
export async function writeFolder(
  figures: readonly NamedFigure[],
  { out, theme }: FolderOptions,
  written: readonly string[],
): Promise<void> {
  const progress = openProgress();
  const drawing = countedWork({ doing: 'drawing', did: 'drew', things: 'figures' });
  try {
    const onFigure = (done: number, total: number): void => progress.show(drawing(done, total));
    const files = [...written, ...(await writeFigures(out, figures, { theme, onFigure }))];
    progress.close();
    printResult(`${files.length} files in ${out}: ${files.join(', ')}`);
  } finally {
    progress.close();
  }
}
