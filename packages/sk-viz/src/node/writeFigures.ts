/** Figures as files: specifications, numbers, and pictures in light and dark colours. */
import { join } from 'node:path';
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { jsonText } from 'sk-io';
import { figureCsv } from '../figures/figureCsv.js';
import type { NamedFigure } from '../figures/namedFigure.js';
import { renderSvg } from '../figures/renderSvg.js';
import { darkTheme, type FigureTheme, figureConfig, lightTheme } from '../figures/theme.js';
import { renderPng } from './renderPng.js';
import { writeWhole } from './writeFile.js';

export type ThemeName = 'light' | 'dark' | 'both';

interface ThemedPictures {
  /** Follows the name of a figure in the names of its pictures. */
  readonly suffix: string;
  readonly theme: FigureTheme;
}

/** The first is the theme of the specification too. */
const themes: Readonly<Record<ThemeName, readonly [ThemedPictures, ...ThemedPictures[]]>> = {
  light: [{ suffix: '', theme: lightTheme }],
  dark: [{ suffix: '', theme: darkTheme }],
  both: [
    { suffix: '', theme: lightTheme },
    { suffix: '.dark', theme: darkTheme },
  ],
};

export interface WriteFiguresOptions {
  /** Default: light. With both, the dark pictures are `<name>.dark.svg` and `<name>.dark.png`. */
  readonly theme?: ThemeName;
  readonly onFigure?: (done: number, total: number) => void;
}

const optionNames: OptionNames<WriteFiguresOptions> = { theme: true, onFigure: true };

/**
 * Writes for each figure `<name>.json` (Vega-Lite, with its data and look inside), `<name>.csv` (its numbers), `<name>.svg` and
 * `<name>.png`.
 * @returns The names of the files, in the order in which they were written.
 */
export async function writeFigures(
  folder: string,
  figures: readonly NamedFigure[],
  options: WriteFiguresOptions = {},
): Promise<string[]> {
  checkOptions('writeFigures: options', options, optionNames);
  const { theme: themeName = 'light', onFigure } = options;
  checkChoice('writeFigures: theme', themeName, Object.keys(themes));
  const pictures = themes[themeName];
  const [{ theme: specified }] = pictures;
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await writeWhole(join(folder, name), content);
    written.push(name);
  };
  for (const [i, { name, figure }] of figures.entries()) {
    const config = figureConfig(specified);
    const schema = 'https://vega.github.io/schema/vega-lite/v6.json';
    await write(`${name}.json`, jsonText({ $schema: schema, config, ...figure }));
    await write(`${name}.csv`, figureCsv(figure));
    for (const { suffix, theme } of pictures) {
      const svg = await renderSvg(figure, { theme });
      await write(`${name}${suffix}.svg`, svg);
      await write(`${name}${suffix}.png`, await renderPng(svg));
    }
    onFigure?.(i + 1, figures.length);
  }
  return written;
}
