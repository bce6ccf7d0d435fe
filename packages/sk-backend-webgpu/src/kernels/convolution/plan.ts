/** Choice of the loop that carries out a convolution, as a function of its shapes alone. */
import type { ConvGeometry, GroupedConv2dAttrs } from 'sk-core';
import type { ConvUniform } from '../../shaders/convolution/convUniforms.js';
import type { DirectRecord } from '../../shaders/convolution/directForward.js';
import type { ThreadColumns } from '../../shaders/convolution/tileSize.js';

/** A convolution, with its groups. */
export interface Conv extends ConvGeometry {
  readonly attrs: GroupedConv2dAttrs;
}

/** Whether channels and filters of a group are multiples of 4. */
interface Vectors {
  readonly vectorChannels: boolean;
  readonly vectorFilters: boolean;
}

export type Loop =
  | { readonly name: 'tiled'; readonly vectors: Vectors }
  | { readonly name: 'direct'; readonly shape: Omit<DirectRecord, 'kernel'> }
  | { readonly name: 'scalar' };

/** Groups from this width on fill half of a tile or more. */
const wide = 32;

/**
 * Returns the loop for a convolution:
 * - tiled: dense, or groups that are wide on the side of the results; MACs are what costs.
 * - direct: groups of whole vectors, or depthwise; bytes are what costs.
 * - scalar: the rest.
 *
 * @param columns Channels or filters of a group, whichever the results have.
 */
export function loopOf({ c, cPerGroup, oPerGroup, attrs }: Conv, columns: number): Loop {
  const vectors = { vectorChannels: cPerGroup % 4 === 0, vectorFilters: oPerGroup % 4 === 0 };
  if (attrs.groups === 1 || columns >= wide) return { name: 'tiled', vectors };
  if (cPerGroup === 1 && oPerGroup === 1 && c % 4 === 0) {
    return { name: 'direct', shape: { channelVectors: 0, filterVectors: 0 } };
  }
  if (!vectors.vectorChannels || !vectors.vectorFilters) return { name: 'scalar' };
  return { name: 'direct', shape: { channelVectors: cPerGroup / 4, filterVectors: oPerGroup / 4 } };
}

/** Returns the columns of each thread of the tiled loop. */
export const threadColumns = (columns: number): ThreadColumns => (columns <= wide ? 4 : 8);

/** Returns the numbers that every shader of a convolution reads. */
export function convNumbers(conv: Conv): Readonly<Record<ConvUniform, number>> {
  const { attrs } = conv;
  return {
    images: conv.n,
    height: conv.h,
    width: conv.w,
    channels: conv.c,
    outHeight: conv.oh,
    outWidth: conv.ow,
    filters: conv.o,
    channelsPerGroup: conv.cPerGroup,
    filtersPerGroup: conv.oPerGroup,
    strideY: attrs.strides[0],
    strideX: attrs.strides[1],
    dilationY: attrs.dilations[0],
    dilationX: attrs.dilations[1],
    padTop: attrs.pads[0],
    padLeft: attrs.pads[2],
  };
}
