/** The table of models as aligned text. */
import { aligned, type Row } from 'sk-io/command';
import type { ModelRow } from './modelRow.js';
import { giga, hasReason, mark, millions, printed } from './paperCells.js';

const words = ['model', 'table', 'what'];
const columns = ['model', '#P', 'with stats', 'MACs', '+ attention', 'what'] as const;
const paperColumns = [
  ...['model', 'table', '#P', 'with stats', 'paper #P', '#P =', 'MACs', '+ attention', '+ norm'],
  ...['paper MACs', 'MACs ='],
] as const;

/** Returns a table of costs and descriptions. */
export function modelsTable(rows: readonly ModelRow[]): string {
  return aligned<string>(
    columns,
    rows.map((row) => ({ ...costs(row), '#P': millions(row.parameters), what: row.description })),
    words,
  );
}

/** Returns parameters to the unit, MACs to four digits, and a note for each figure that is not reproduced. */
export function paperTable(rows: readonly ModelRow[]): string {
  const table = aligned<string>(
    paperColumns,
    rows.map((row) => ({ ...costs(row), ...paperCells(row) })),
    words,
  );
  const notes = rows.filter(hasReason).map(({ name, paper }) => `${name}: ${paper?.unmatched}`);
  return [table, '', `= reproduced, x not:`, ...notes].join('\n');
}

const costs = (row: ModelRow): Row<string> => ({
  model: row.name,
  '#P': row.parameters.toLocaleString('en'),
  'with stats': millions(row.withStatistics),
  MACs: giga(row.multiplyAdds),
  ...(row.withAttentionScaling !== row.multiplyAdds && { '+ attention': giga(row.withAttentionScaling) }),
});

function paperCells(row: ModelRow): Row<string> {
  return {
    '+ norm': giga(row.withBatchNorm),
    table: row.paper?.source ?? '',
    'paper #P': printed(row, 'parameters'),
    '#P =': mark(row, 'parameters'),
    'paper MACs': printed(row, 'multiplyAdds'),
    'MACs =': mark(row, 'multiplyAdds'),
  };
}
