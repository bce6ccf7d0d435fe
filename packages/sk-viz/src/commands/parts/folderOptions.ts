/** The options of commands that write a folder of figures. */
import { type Command, commaList, Option, outputPath } from 'sk-io/command';
import type { ThemeName } from '../../node/writeFigures.js';

export interface FolderOptions {
  readonly out: string;
  /** The colours of the pictures. */
  readonly theme: ThemeName;
}

/** Adds --out and --theme. */
export function addFolderOptions(command: Command): Command {
  return addThemeOption(command.requiredOption('--out <folder>', 'where to write', outputPath));
}

/** Adds --theme. */
export function addThemeOption(command: Command): Command {
  return command.addOption(
    new Option('--theme <name>', 'colours of the pictures')
      .choices(['light', 'dark', 'both'])
      .default('light'),
  );
}

/** Adds --units. */
export function addUnitsOption(command: Command): Command {
  return command.option('--units <names>', 'SK units to draw (default: the last of each stage)', commaList);
}
