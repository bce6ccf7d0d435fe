/** A figure as files: specification, numbers, and pictures for paper and for the dark. */
import { join } from 'node:path';
import { jsonText } from 'sk-io';
import { figureCsv } from '../figures/figureCsv.js';
import type { NamedFigure } from '../figures/namedFigure.js';
import { renderSvg } from '../figures/renderSvg.js';
import { darkTheme, type FigureTheme, figureConfig, lightTheme } from '../figures/theme.js';
import { renderPng } from './renderPng.js';
import { writeWhole } from './writeFile.js';

export type ThemeName = 'light' | 'dark' | 'both';

const themes: Readonly<Record<ThemeName, readonly (readonly [suffix: string, theme: FigureTheme])[]>> = {
  light: [['', lightTheme]],
  dark: [['', darkTheme]],
  both: [
    ['', lightTheme],
    ['.dark', darkTheme],
  ],
};

export interface WriteFiguresOptions {
  /** Default: light. With both, the dark pictures are called `<name>.dark.svg` and `<name>.dark.png`. */
  readonly theme?: ThemeName;
  readonly onFigure?: (done: number, total: number) => void;
}

/**
 * For each figure `<name>.json` (Vega-Lite, with its data and look inside), `<name>.csv` (its numbers), `<name>.svg` and
 * `<name>.png`.
 * @returns The names of the files, in the order in which they were written.
 */
export async function writeFigures(
  folder: string,
  figures: readonly NamedFigure[],
  { theme = 'light', onFigure }: WriteFiguresOptions = {},
): Promise<string[]> {
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await writeWhole(join(folder, name), content);
    written.push(name);
  };
  for (const [i, { name, figure }] of figures.entries()) {
    const config = figureConfig(themes[theme][0]![1]);
    const schema = 'https://vega.github.io/schema/vega-lite/v6.json';
    await write(`${name}.json`, jsonText({ $schema: schema, config, ...figure }));
    await write(`${name}.csv`, figureCsv(figure));
    for (const [suffix, colours] of themes[theme]) {
      const svg = await renderSvg(figure, { theme: colours });
      await write(`${name}${suffix}.svg`, svg);
      await write(`${name}${suffix}.png`, await renderPng(svg));
    }
    onFigure?.(i + 1, figures.length);
  }
  return written;
}
