/** Converters from layers to nodes of ONNX, and makers of converters for layers of one input and one output. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { KindName, KindOf } from 'sk-models/graph';
import type { LayerGraph } from './layerGraph.js';
import { type Layout, layoutOf, type Value } from './value.js';

/** Adds a layer of a kind to the graph. @returns Its outputs. */
export type Converter<K extends KindName> = (
  g: LayerGraph<KindOf<K>>,
  inputs: readonly Value[],
) => readonly Value[];

/** A converter whose kind is not known to the compiler. */
export type AnyConverter = (g: LayerGraph, inputs: readonly Value[]) => readonly Value[];

/** Converters by the names of the classes of layers. */
export type Converters<Names extends KindName> = { readonly [K in Names]: Converter<K> };

/** @param shape Of the input, as in TensorFlow.js. @returns The output's name, in the input's layout. */
type Compute<K extends KindName> = (g: LayerGraph<KindOf<K>>, x: string, shape: Shape) => string;

const inLayout =
  <K extends KindName>(layout: Layout, compute: Compute<K>): Converter<K> =>
  (g, inputs) => {
    const x = elementAt(inputs, 0);
    return [g.output(compute(g, g.read(x, layout), x.shape), layout)];
  };

/** Makes a converter for a layer that computes in the layout of ONNX's convolutions. */
export const channelsFirst = <K extends KindName>(compute: Compute<K>): Converter<K> =>
  inLayout('channelsFirst', compute);

/** Makes a converter for a layer that computes in the layout of TensorFlow.js. */
export const channelsLast = <K extends KindName>(compute: Compute<K>): Converter<K> =>
  inLayout('channelsLast', compute);

/** Makes a converter for a layer that computes in any layout: it takes the one that the input has. */
export const eitherLayout =
  <K extends KindName>(
    compute: (g: LayerGraph<KindOf<K>>, x: string, shape: Shape, layout: Layout) => string,
  ): Converter<K> =>
  (g, inputs) => {
    const layout = layoutOf(elementAt(inputs, 0));
    return inLayout<K>(layout, (_, x, shape) => compute(g, x, shape, layout))(g, inputs);
  };
