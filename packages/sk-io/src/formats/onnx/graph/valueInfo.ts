/** Describes an input or output of a graph. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { dataTypes, type Message } from '../proto/schema.js';
import { axesOf, type Layout } from './value.js';

/** @param shape As in TensorFlow.js. Sizes that are not known get names: the batch is N. */
export function valueInfo(name: string, shape: Shape, layout: Layout): Message<'ValueInfoProto'> {
  const size = (axis: number): Message<'DimensionProto'> => {
    const extent = shape[axis] ?? null;
    if (extent !== null) return { dimValue: extent };
    return { dimParam: axis === 0 ? 'N' : `${name}_${axis}` };
  };
  const dim = axesOf(shape.length, layout).map(size);
  return { name, type: { tensorType: { elemType: dataTypes.float, shape: { dim } } } };
}
