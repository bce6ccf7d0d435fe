/** From a layer to nodes; and for the many layers of one input and one output, from a name to a name. */
import type { Shape } from '@tensorflow/tfjs-layers';
import type { LayerGraph } from './layerGraph.js';
import { type Layout, layoutOf, type Value } from './value.js';

/** Adds a layer to the graph. @returns Its outputs. */
export type Converter = (g: LayerGraph, inputs: readonly Value[]) => readonly Value[];

/** Converters by the names of the classes of layers. */
export type Converters = Readonly<Record<string, Converter>>;

/** @param shape Of the input, as TensorFlow.js has it. @returns The output's name, in the input's layout. */
type Compute = (g: LayerGraph, x: string, shape: Shape) => string;

const inLayout =
  (layout: Layout, compute: Compute): Converter =>
  (g, [x]) => [g.output(compute(g, g.read(x as Value, layout), (x as Value).shape), layout)];

export const channelsFirst = (compute: Compute): Converter => inLayout('channelsFirst', compute);

export const channelsLast = (compute: Compute): Converter => inLayout('channelsLast', compute);

/** For layers that do not care: in the layout that the input has. */
export const eitherLayout =
  (compute: (g: LayerGraph, x: string, shape: Shape, layout: Layout) => string): Converter =>
  (g, inputs) => {
    const layout = layoutOf(inputs[0] as Value);
    return inLayout(layout, (_, x, shape) => compute(g, x, shape, layout))(g, inputs);
  };
