/**
 * SVG as PNG without a browser, by resvg as WebAssembly and a font from npm, so that every machine gives the same bytes, with or
 * without fonts of its own.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { FigureError } from '../figures/renderSvg.js';

export interface RenderPngOptions {
  /** Pixels for each unit of the SVG. The default of 3 gives about 300 dots an inch where a figure is a column wide. */
  readonly scale?: number;
}

/** Files of Arimo, with letters as wide as Helvetica's: Latin, Greek, Cyrillic and Hebrew, but no Chinese or Japanese. */
const fonts = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

let ready: Promise<readonly Uint8Array[]> | undefined;

/**
 * Draws an SVG.
 * @throws FigureError for an SVG with CSS variables of its page (`pageTheme`), and for text that is no SVG.
 */
export async function renderPng(svg: string, { scale = 3 }: RenderPngOptions = {}): Promise<Uint8Array> {
  if (svg.includes('var(--')) {
    throw new FigureError(
      "renderPng: svg wants colours of its own, got those of a page's CSS. Draw the figure with lightTheme or darkTheme.",
    );
  }
  ready ??= load();
  const fontBuffers = [...(await ready)];
  try {
    const drawing = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: scale },
      font: { fontBuffers, defaultFontFamily: 'Arimo', sansSerifFamily: 'Arimo' },
    });
    try {
      const picture = drawing.render();
      const bytes = picture.asPng();
      picture.free();
      return bytes;
    } finally {
      drawing.free();
    }
  } catch (error) {
    throw new FigureError(
      `renderPng: the figure cannot be drawn: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function load(): Promise<readonly Uint8Array[]> {
  const { resolve } = createRequire(import.meta.url);
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return await Promise.all(fonts.map((path) => readFile(resolve(`@expo-google-fonts/arimo/${path}`))));
}
