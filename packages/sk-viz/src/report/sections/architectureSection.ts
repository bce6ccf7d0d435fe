/** What the network is made of. */

import { architecture } from '../../figures/architecture.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import type { ArchitectureData } from '../../measure/architecture/architectureData.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function architectureSection({ architecture: data }: ReportData): Section | undefined {
  if (data === undefined) return undefined;
  return { id: 'architecture', title: 'The network', figures: [architectureFigure(data)] };
}

export function architectureFigure(data: ArchitectureData): NamedFigure {
  const selective = data.blocks.some(({ units }) => units > 0);
  return {
    name: 'architecture-diagram',
    figure: architecture(data),
    caption: `From input to output: each block with the size of what it hands on (height × width × channels), its learnable parameters, and its multiply-adds for one image, each drawn as a share of the largest.${selective ? ' Blue: blocks with SK units; SK[kernels; G groups] × units, after Table 1.' : ''}`,
  };
}
