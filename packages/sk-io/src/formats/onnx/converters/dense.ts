/** Fully connected layers, and those inside of attention. */
import { type Converters, channelsLast } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { activate } from './activations.js';

/** @param x [N, C]. @param prefix Of the names of kernel [C, O] and, if there is one, bias [O]. @returns [N, O]. */
export function dense(g: LayerGraph, x: string, prefix: string): string {
  const bias = g.optionalWeight(`${prefix}bias`);
  return g.op('Gemm', [x, g.weight(`${prefix}kernel`), ...(bias === undefined ? [] : [bias])]);
}

/** The same of [..., C], which Gemm does not take. */
function denseOfMany(g: LayerGraph, x: string): string {
  const y = g.op('MatMul', [x, g.weight('kernel')]);
  const bias = g.optionalWeight('bias');
  return bias === undefined ? y : g.op('Add', [y, bias]);
}

export const denseLayers: Converters = {
  Dense: channelsLast((g, x, { length: rank }) => {
    const { activation } = g.layer.getConfig() as { readonly activation?: string };
    const y = rank === 2 ? dense(g, x, '') : denseOfMany(g, x);
    return activate(g, y, 'channelsLast', rank, activation);
  }),
};
