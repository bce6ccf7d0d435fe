/**
 * Draws an SVG as PNG, without a browser: resvg as WebAssembly, with a font that comes from npm. So every machine gives the
 * same bytes, also one that has no font at all.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { FigureError } from '../figures/renderSvg.js';

export interface RenderPngOptions {
  /** Pixels for each unit of the SVG. 3, the default, is some 300 dots an inch where a figure is a column wide. */
  readonly scale?: number;
}

/** Arimo, whose letters are as wide as Helvetica's; it has Latin, Greek, Cyrillic and Hebrew, and no Chinese or Japanese. */
const fonts = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

let ready: Promise<readonly Uint8Array[]> | undefined;

/**
 * @throws FigureError for an SVG that refers to its page's CSS variables (`pageTheme`), or that is none.
 */
export async function renderPng(svg: string, { scale = 3 }: RenderPngOptions = {}): Promise<Uint8Array> {
  if (svg.includes('var(--')) {
    throw new FigureError(
      "renderPng: the SVG takes its colours from a page's CSS; draw it with lightTheme or darkTheme.",
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
    throw new FigureError(`The figure cannot be drawn: ${error instanceof Error ? error.message : error}`);
  }
}

async function load(): Promise<readonly Uint8Array[]> {
  const { resolve } = createRequire(import.meta.url);
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return await Promise.all(fonts.map((path) => readFile(resolve(`@expo-google-fonts/arimo/${path}`))));
}
