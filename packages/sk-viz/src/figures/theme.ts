/** Colours and fonts of all figures, legible at the width of a paper's column and for colour-blind readers. */
import { elementAt } from 'sk-core';
import type { Config } from 'vega-lite';

export interface FigureTheme {
  /** Title, labels and axes. */
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  /** Absent where the page shows through. */
  readonly background?: string;
}

export const lightTheme: FigureTheme = {
  ink: '#1b1f24',
  muted: '#57606a',
  grid: '#e3e6ea',
  background: '#ffffff',
};

export const darkTheme: FigureTheme = {
  ink: '#e8eaed',
  muted: '#a3abb5',
  grid: '#30363d',
  background: '#12161b',
};

/** The theme of a figure inside a page, which follows the page's light or dark by the page's own CSS variables. */
export const pageTheme: FigureTheme = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
};

/** The colour of figures with one series, and of the first of several. */
export const mainColour = '#0072B2';

/**
 * Okabe and Ito's colours ("Color Universal Design", 2008), distinct for every kind of colour vision. The first three have a
 * contrast of 3:1 to white and to the dark background. Each has a shape too, for print in black and white.
 */
export const seriesColours: readonly string[] = [
  mainColour,
  '#009E73',
  '#D55E00',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
];
export const seriesShapes: readonly string[] = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
];

/** Width of a figure in pixels: a column of a two-column paper, about 88 mm. */
export const columnWidth = 340;

const fontFamily = 'Helvetica, Arial, sans-serif';

/** Returns the look of every figure in a theme, as a configuration of Vega-Lite. */
export function figureConfig(theme: FigureTheme): Config {
  const text = { labelColor: theme.muted, titleColor: theme.ink, labelFontSize: 11, titleFontSize: 12 };
  return {
    background: theme.background ?? 'transparent',
    font: fontFamily,
    padding: 6,
    view: { stroke: null },
    axis: {
      ...text,
      titleFontWeight: 'normal',
      gridColor: theme.grid,
      domainColor: theme.muted,
      tickColor: theme.muted,
      titlePadding: 8,
      labelPadding: 4,
      tickSize: 4,
    },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false, tickCount: 6 },
    legend: {
      ...text,
      titleFontWeight: 'normal',
      orient: 'top',
      direction: 'horizontal',
      titleOrient: 'left',
      symbolSize: 60,
      symbolStrokeWidth: 2,
      symbolOpacity: 1,
      columnPadding: 14,
    },
    title: { color: theme.ink, fontSize: 12, fontWeight: 'bold', anchor: 'start', offset: 10 },
    rule: { color: theme.muted },
    text: { color: theme.ink, fontSize: 11 },
  };
}

interface SeriesChannel {
  field: string;
  type: 'nominal';
  title: string | null;
  scale: { domain: string[]; range: string[] };
  legend: { values: string[] };
}

/**
 * Encodes each series by a colour and a shape, with a legend for both.
 * @param names Names of all series, so that a series has the same colour in every figure.
 * @param shown Names of the series in this figure; all by default.
 */
export function seriesEncoding(
  field: string,
  title: string | null,
  names: readonly string[],
  shown: readonly string[] = names,
): { color: SeriesChannel; shape: SeriesChannel } {
  const of = (range: readonly string[]) => ({
    field,
    type: 'nominal' as const,
    title,
    scale: { domain: [...names], range: repeated(range, names.length) },
    legend: { values: [...shown] },
  });
  return { color: of(seriesColours), shape: of(seriesShapes) };
}

/** Returns `count` values, from the first again after the last. */
export function repeated(values: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => elementAt(values, i % values.length));
}
