/** Refuses layers of TensorFlow.js that keep channels first in memory, where they are slow and rarely used. */
import type { LayerGraph } from '../graph/layerGraph.js';

/** @throws ModelError where the layer's configuration says so. */
export function refuseChannelsFirst(g: LayerGraph): void {
  const settings: { readonly dataFormat?: string } = 'settings' in g.kind ? g.kind.settings : {};
  if (settings.dataFormat === 'channelsFirst') g.refuse("'channelsFirst'", "dataFormat 'channelsLast'");
}
