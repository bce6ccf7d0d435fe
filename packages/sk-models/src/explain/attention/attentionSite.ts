/** Describes where a model selects kernels. */
import type { SkConv2D } from '../../layers/skConv2D.js';
import type { AttentionSite } from '../../types.js';

/**
 * Describes the unit of an SK convolution.
 *
 * @param unit Name of the graph node, unique in its model.
 */
export function attentionSite(unit: string, { name, branches, filters }: SkConv2D): AttentionSite {
  return {
    unit,
    layerName: name,
    branches: branches.map(({ kernelSize, dilation }) => ({
      kernelSize,
      dilation,
      effectiveSize: (kernelSize - 1) * dilation + 1,
    })),
    channels: filters,
  };
}
