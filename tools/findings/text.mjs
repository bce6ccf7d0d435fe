/** Pieces of Markdown. */

export const percent = (share) => `${(share * 100).toFixed(2)} %`;

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)].join('\n');
}
