/** The blocks of a network as a table. */
import { csvText } from 'sk-io';
import type { ArchitectureData } from './architectureData.js';

/** Writes one row for each block. */
export function architectureCsv({ blocks }: ArchitectureData): string {
  return csvText(
    ['block', 'detail', 'output', 'parameters', 'multiply_adds', 'sk_units'],
    blocks.map((block) => [
      block.name,
      block.detail,
      block.outputShape.join('x'),
      block.parameters,
      block.multiplyAdds,
      block.units,
    ]),
  );
}
