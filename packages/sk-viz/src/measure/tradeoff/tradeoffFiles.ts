/** The trade-off as files. */
import { csvText } from 'sk-io';
import type { TradeoffData } from './tradeoffData.js';

/** One row a network. */
export function tradeoffCsv({ points }: TradeoffData): string {
  return csvText(
    ['model', 'family', 'parameters', 'top1_error_percent', 'source'],
    points.map(({ model, family, parameters, error, source }) => [model, family, parameters, error, source]),
  );
}
