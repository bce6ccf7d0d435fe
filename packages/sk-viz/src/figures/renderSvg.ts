/** Figures as SVG without a browser or a canvas: the same figure gives the same bytes on every machine. */
import { checkOptions, type OptionNames } from 'sk-core';
import { visible } from 'sk-io';
import type { View } from 'vega';
import type { Figure } from './figure.js';
import { textWidth } from './textWidth.js';
import { type FigureTheme, figureConfig, lightTheme } from './theme.js';

/** A figure that Vega-Lite cannot draw. */
export class FigureError extends Error {
  override readonly name = 'FigureError';
}

export interface RenderOptions {
  /** Default: `lightTheme`. */
  readonly theme?: FigureTheme;
}

const optionNames: OptionNames<RenderOptions> = { theme: true };

/** Measures text for Vega. */
interface TextMetrics {
  width: (item: { fontSize?: number }, text: unknown) => number;
}

/** Vega counts ids and measures text by module-wide state, so figures are drawn one after the other. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws one `<svg>` element with its size, and its description as a label for screen readers.
 * @throws FigureError with Vega's own words.
 */
export async function renderSvg(figure: Figure, options: RenderOptions = {}): Promise<string> {
  checkOptions('renderSvg: options', options, optionNames);
  const { theme = lightTheme } = options;
  const drawn = queue.then(() => draw(figure, theme));
  queue = drawn.catch(() => undefined);
  return await drawn;
}

async function draw(figure: Figure, theme: FigureTheme): Promise<string> {
  // A module of Vega awaits at its top level: imported above, it would keep `require` from this package.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  // Vega exports textMetrics, and its types lack it.
  const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };
  const stockWidth = textMetrics.width;
  textMetrics.width = (item, text) => textWidth(String(text ?? ''), item.fontSize ?? 11);
  vega.resetSVGDefIds();
  let view: View | undefined;
  try {
    const { spec } = compile(figure, { config: figureConfig(theme), logger: vega.logger(vega.Error) });
    view = new vega.View(vega.parse(spec), { renderer: 'none', logger: vega.logger(vega.Error) });
    // XML cannot write control characters, and names of classes and files may hold them.
    return visible(await view.toSVG(), '\ufffd');
  } catch (error) {
    throw new FigureError(
      `renderSvg: the figure cannot be drawn: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    view?.finalize();
    textMetrics.width = stockWidth;
  }
}
