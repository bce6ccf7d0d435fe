/** Layers of TensorFlow.js that keep channels first in memory, which few do: they are slow there. */
import type { LayerGraph } from '../graph/layerGraph.js';

/** @throws ModelError where the layer's configuration says so. */
export function refuseChannelsFirst(g: LayerGraph): void {
  const { dataFormat } = g.layer.getConfig() as { readonly dataFormat?: string };
  if (dataFormat === 'channelsFirst') g.refuse("dataFormat 'channelsFirst'", "'channelsLast'");
}
