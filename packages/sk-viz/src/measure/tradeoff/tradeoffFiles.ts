/** The trade-off as a table. */
import { csvText } from 'sk-io';
import type { TradeoffData } from './tradeoffData.js';

/** Writes one row for each network. */
export function tradeoffCsv({ points }: TradeoffData): string {
  return csvText(
    ['model', 'family', 'parameters', 'top1_error_percent', 'source'],
    points.map(({ model, family, parameters, error, source }) => [model, family, parameters, error, source]),
  );
}
