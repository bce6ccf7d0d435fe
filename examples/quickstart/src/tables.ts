/** The figures as small tables for the terminal. */
import {
  type AttentionData,
  attentionFindings,
  classFindings,
  type Measurement,
  type ScaleAccuracy,
  scaleName,
  signed,
  small,
} from 'sk-viz';

export function accuracyTable(scales: readonly ScaleAccuracy[]): string {
  return table([
    ['digit size', ...scales.map(({ scale }) => scaleName(scale))],
    ['accuracy', ...scales.map(({ accuracy }) => `${(accuracy * 100).toFixed(1)} %`)],
  ]);
}

/** Attention of the larger minus the smaller kernel, and its change from the smallest to the largest scale. */
export function attentionTable(data: AttentionData): string {
  const rows = data.units.map(({ unit, scales, change }) => [
    unit,
    ...scales.map(({ largeMinusSmall }) => signed(largeMinusSmall.mean)),
    change === undefined ? '' : `${signed(change.mean)} ± ${small(change.interval ?? 0)}`,
  ]);
  return table([['SK unit', ...data.scales.map(scaleName), 'change'], ...rows]);
}

export function findingLines({ attention, classes }: Measurement): string {
  const findings = [attentionFindings(attention), ...(classes === undefined ? [] : [classFindings(classes)])];
  return findings.flatMap(({ headline, sentences }) => [headline, ...sentences]).join('\n');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('   ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}
