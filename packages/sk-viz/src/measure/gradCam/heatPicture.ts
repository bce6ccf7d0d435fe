/** A map of evidence over the picture that it is about. */
import { resample } from 'sk-models';
import type { RasterImage } from '../../image/rasterImage.js';
import type { EvidenceMap } from './gradCamData.js';

type Colour = readonly [red: number, green: number, blue: number];

/** Of the series colours of all figures, the two that are told apart best. */
const speaksFor: Colour = [213, 94, 0];
const speaksAgainst: Colour = [0, 114, 178];

/** Pixels of a side. */
const heatSize = 120;
/** The picture stays visible under the strongest evidence. */
const strongest = 0.85;
const paler = 0.55;

/**
 * The picture in pale grey, orange where the map is above 0, blue where it is below.
 * @param most Of a map in the figure: what is coloured most.
 */
export function heatPicture(picture: RasterImage, map: EvidenceMap, most: number): RasterImage {
  const { width, height, channels } = picture;
  const pixels = resample(picture, { top: 0, left: 0, width, height }, [heatSize, heatSize], 'bilinear');
  const data = new Uint8Array(heatSize * heatSize * 3);
  for (let y = 0; y < heatSize; y++)
    for (let x = 0; x < heatSize; x++) {
      const at = y * heatSize + x;
      const grey = 255 - paler * (255 - luma(pixels, at * channels, channels));
      const value = most === 0 ? 0 : valueAt(map, y, x) / most;
      const colour = value > 0 ? speaksFor : speaksAgainst;
      const share = strongest * Math.min(1, Math.abs(value));
      for (let c = 0; c < 3; c++) data[3 * at + c] = Math.round((1 - share) * grey + share * colour[c]!);
    }
  return { data, width: heatSize, height: heatSize, channels: 3 };
}

/** ITU-R BT.601. */
function luma(pixels: Float32Array, at: number, channels: number): number {
  if (channels === 1) return pixels[at]!;
  return 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
}

/** Between the four pixels of the map around it. */
function valueAt({ height, width, values }: EvidenceMap, y: number, x: number): number {
  const [top, down] = neighbours(y, height);
  const [left, right] = neighbours(x, width);
  const row = (line: number): number =>
    values[line * width + left.index]! * left.weight + values[line * width + right.index]! * right.weight;
  return row(top.index) * top.weight + row(down.index) * down.weight;
}

function neighbours(at: number, size: number): readonly [Neighbour, Neighbour] {
  const place = Math.min(size - 1, Math.max(0, ((at + 0.5) / heatSize) * size - 0.5));
  const index = Math.floor(place);
  const weight = place - index;
  return [
    { index, weight: 1 - weight },
    { index: Math.min(size - 1, index + 1), weight },
  ];
}

interface Neighbour {
  readonly index: number;
  readonly weight: number;
}
