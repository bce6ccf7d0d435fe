/** Figure 2: where the network stands among others. */
import type { NamedFigure } from '../../figures/namedFigure.js';
import { tradeoff } from '../../figures/tradeoff.js';
import { ownRuns, type TradeoffData } from '../../measure/tradeoff/tradeoffData.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function tradeoffSection({ tradeoff: data }: ReportData): Section | undefined {
  if (data === undefined) return undefined;
  const own = data.points.find(({ family }) => family === ownRuns);
  const figures = [tradeoffFigure(data, own && `${own.model}: ${own.source}.`)];
  return { id: 'tradeoff', title: 'Error against size', figures };
}

export function tradeoffFigure(data: TradeoffData, ownTest = 'Own runs: their best test.'): NamedFigure {
  const sources = [...new Set(data.points.filter(({ family }) => family !== ownRuns).map((p) => p.source))];
  const own = data.points.some(({ family }) => family === ownRuns);
  const parts = [
    'Top-1 error against the number of learnable parameters.',
    sources.length === 0 ? '' : `The paper's networks: its ${sources.join(', ')}.`,
    own ? ownTest : '',
    'After Figure 2.',
  ];
  return {
    name: 'error-against-size',
    figure: tradeoff(data),
    caption: parts.filter((part) => part !== '').join(' '),
  };
}
