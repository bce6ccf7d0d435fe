/** The paper's figures beside the computed ones, as a document. */
import type { ModelRow } from './modelRow.js';
import { counting, giga, hasReason, mark, printed } from './paperCells.js';

const head = `# The paper's numbers

Every network of the paper's tables, and those that come with it, counted by this project. Made by
\`npx sk-train models --paper --markdown > docs/paper-numbers.md\`; a test holds it.

- **#P**: trainable parameters: weights, biases, scale and shift of batch norms. **With statistics**: and the running means and
  variances of batch norms.
- **MACs**: multiply-adds of convolutions and fully connected layers, one image of the size that the model is made for.
  **+ attention**: and the channel-wise products of attention modules. **+ norm**: instead of those, one for each
  output of a batch norm.
- The paper mixes these: no one way of counting gives all of its figures. "By" names the first that rounds to what is printed,
  and x that none does; the reasons stand below.
`;

const columns = [
  ...['model', 'input', '#P', 'with statistics', 'MACs', '+ attention', '+ norm'],
  ...['printed in', 'printed #P', '', 'by', 'printed MACs', '', 'by'],
];
const numbers = new Set([
  '#P',
  'with statistics',
  'MACs',
  '+ attention',
  '+ norm',
  'printed #P',
  'printed MACs',
]);

/** Returns the text of docs/paper-numbers.md. */
export function paperMarkdown(rows: readonly ModelRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(columns.map((column) => (numbers.has(column) ? '---:' : '---')));
  const notes = rows.filter(hasReason).map(({ name, paper }) => `- **${name}**: ${paper?.unmatched}`);
  return [
    head,
    line(columns),
    rule,
    ...rows.map((row) => line(cells(row))),
    '',
    '## Figures that are not reproduced',
    '',
    ...notes,
    '',
  ].join('\n');
}

function cells(row: ModelRow): readonly string[] {
  return [
    `\`${row.name}\``,
    row.inputShape.slice(0, 2).join('x'),
    row.parameters.toLocaleString('en'),
    row.withStatistics.toLocaleString('en'),
    giga(row.multiplyAdds),
    row.withAttentionScaling === row.multiplyAdds ? '' : giga(row.withAttentionScaling),
    giga(row.withBatchNorm),
    row.paper?.source ?? '',
    ...[printed(row, 'parameters'), mark(row, 'parameters'), counting(row, 'parameters')],
    ...[printed(row, 'multiplyAdds'), mark(row, 'multiplyAdds'), counting(row, 'multiplyAdds')],
  ];
}
