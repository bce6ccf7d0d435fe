/** The end of the commands that write a folder of figures. */
import type { NamedFigure } from '../../figures/namedFigure.js';
import { writeFigures } from '../writeFigures.js';
import type { FolderOptions } from './options.js';
import { printResult, WorkBar } from './terminal.js';

/** @param written Names of the files that are there already. */
export async function writeFolder(
  figures: readonly NamedFigure[],
  { out, theme }: FolderOptions,
  written: readonly string[],
): Promise<void> {
  const bar = new WorkBar('figures');
  try {
    const onFigure = (done: number, total: number): void => bar.show(done, total);
    const files = [...written, ...(await writeFigures(out, figures, { theme, onFigure }))];
    bar.close();
    printResult(`${files.length} files in ${out}: ${files.join(', ')}`);
  } finally {
    bar.close();
  }
}
