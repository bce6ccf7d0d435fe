/** A map of evidence drawn over the picture that it explains. */
import { elementAt } from 'sk-core';
import { resample } from 'sk-models';
import type { RasterImage } from '../../image/rasterImage.js';
import type { EvidenceMap } from './gradCamData.js';

type Colour = readonly [red: number, green: number, blue: number];

/** The two series colours of the figures that are easiest to tell apart. */
const speaksFor: Colour = [213, 94, 0];
const speaksAgainst: Colour = [0, 114, 178];

/** Width and height in pixels. */
const heatSize = 120;
/** Opacity of the strongest evidence; the picture stays visible under it. */
const strongest = 0.85;
/** Contrast that is left of the picture. */
const paler = 0.55;

/**
 * Draws the picture in pale grey, with orange where the map is above 0 and blue where it is below.
 * @param most The evidence with the strongest colour: the greatest in the figure.
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
      for (const [c, part] of colour.entries())
        data[3 * at + c] = Math.round((1 - share) * grey + share * part);
    }
  return { data, width: heatSize, height: heatSize, channels: 3 };
}

/** Returns the brightness of a pixel by the weights of ITU-R BT.601. */
function luma(pixels: Float32Array, at: number, channels: number): number {
  const red = elementAt(pixels, at);
  if (channels === 1) return red;
  return 0.299 * red + 0.587 * elementAt(pixels, at + 1) + 0.114 * elementAt(pixels, at + 2);
}

/** Interpolates between the four pixels of the map around a pixel of the picture. */
function valueAt({ height, width, values }: EvidenceMap, y: number, x: number): number {
  const [top, down] = neighbours(y, height);
  const [left, right] = neighbours(x, width);
  const row = (line: number): number =>
    elementAt(values, line * width + left.index) * left.weight +
    elementAt(values, line * width + right.index) * right.weight;
  return row(top.index) * top.weight + row(down.index) * down.weight;
}

interface Neighbour {
  readonly index: number;
  readonly weight: number;
}

/** Returns the pixels of the map on both sides of a pixel of the picture, along one axis. */
function neighbours(at: number, size: number): readonly [Neighbour, Neighbour] {
  const place = Math.min(size - 1, Math.max(0, ((at + 0.5) / heatSize) * size - 0.5));
  const index = Math.floor(place);
  const weight = place - index;
  return [
    { index, weight: 1 - weight },
    { index: Math.min(size - 1, index + 1), weight },
  ];
}
