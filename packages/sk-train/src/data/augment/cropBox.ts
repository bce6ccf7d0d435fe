/** The crop of random size of photographs (the paper's section 4.1, after Szegedy et al.). */
import type { Box } from 'sk-models';
import type { RandomStream } from '../../random/randomStream.js';

/** The least and the greatest share of the area, and the least and greatest width over height. */
export interface CropRanges {
  readonly minArea: number;
  readonly maxArea: number;
  readonly minAspect: number;
  readonly maxAspect: number;
}

/**
 * Returns a box of whole pixels of random area and shape; after ten boxes that do not fit, the largest central one of
 * allowed shape.
 */
export function randomCropBox(width: number, height: number, stream: RandomStream, ranges: CropRanges): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * stream.uniform(ranges.minArea, ranges.maxArea);
    const aspect = Math.exp(stream.uniform(Math.log(ranges.minAspect), Math.log(ranges.maxAspect)));
    const boxWidth = Math.round(Math.sqrt(area * aspect));
    const boxHeight = Math.round(Math.sqrt(area / aspect));
    if (boxWidth < 1 || boxHeight < 1 || boxWidth > width || boxHeight > height) continue;
    const left = stream.integer(width - boxWidth + 1);
    const top = stream.integer(height - boxHeight + 1);
    return { left, top, width: boxWidth, height: boxHeight };
  }
  const aspect = Math.min(ranges.maxAspect, Math.max(ranges.minAspect, width / height));
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * aspect)));
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / aspect)));
  return {
    left: Math.floor((width - boxWidth) / 2),
    top: Math.floor((height - boxHeight) / 2),
    width: boxWidth,
    height: boxHeight,
  };
}
