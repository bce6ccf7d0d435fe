/** Fully connected layers, and those inside of attention. */
import { type Converters, channelsLast } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { activate } from './activations.js';

/** Adds a product. @param x [N, C]. @param prefix Of the names of kernel [C, O] and, if any, bias [O]. @returns [N, O]. */
export function dense(g: LayerGraph, x: string, prefix: string): string {
  const bias = g.optionalWeight(`${prefix}bias`);
  return g.op('Gemm', [x, g.weight(`${prefix}kernel`), ...(bias === undefined ? [] : [bias])]);
}

/** Adds the same for [..., C], which Gemm does not take. */
function denseOfMany(g: LayerGraph, x: string): string {
  const y = g.op('MatMul', [x, g.weight('kernel')]);
  const bias = g.optionalWeight('bias');
  return bias === undefined ? y : g.op('Add', [y, bias]);
}

export const denseLayers: Converters<'Dense'> = {
  Dense: channelsLast((g, x, { length: rank }) => {
    const { activation } = g.kind.settings;
    const y = rank === 2 ? dense(g, x, '') : denseOfMany(g, x);
    return activate(g, y, 'channelsLast', rank, activation);
  }),
};
