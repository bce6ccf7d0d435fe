/** The hue of an image, turned as torchvision turns it: to the byte as Pillow's conversions to HSV and back. */
import { elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';

type Triple = readonly [number, number, number];

/** Turns the hue of an image; grey images have none. @param turn -0.5 to 0.5 of the circle. */
export function adjustHue(image: PixelImage, turn: number): PixelImage {
  if (image.channels === 1) return image;
  const steps = Math.trunc(turn * 255);
  const data = new Uint8Array(image.data.length);
  for (let at = 0; at < data.length; at += 3) {
    const rgb = [
      elementAt(image.data, at),
      elementAt(image.data, at + 1),
      elementAt(image.data, at + 2),
    ] as const;
    const [hue, saturation, value] = toHsv(rgb);
    data.set(toRgb([(hue + steps) & 255, saturation, value]), at);
  }
  return { ...image, data };
}

function toHsv([r, g, b]: Triple): Triple {
  const most = Math.max(r, g, b);
  const range = most - Math.min(r, g, b);
  if (range === 0) return [0, 0, most];
  const behind = (channel: number): number => Math.fround((most - channel) / range);
  const sector =
    r === most
      ? Math.fround(behind(b) - behind(g))
      : g === most
        ? Math.fround(2 + behind(r) - behind(b))
        : Math.fround(4 + behind(g) - behind(r));
  const hue = Math.fround((sector / 6 + 1) % 1);
  return [Math.trunc(hue * 255), Math.trunc(Math.fround(range / most) * 255), most];
}

function toRgb([hue, saturation, value]: Triple): Triple {
  if (saturation === 0) return [value, value, value];
  const share = Math.fround(saturation / 255);
  const sector = Math.floor((hue * 6) / 255);
  const part = Math.fround((hue * 6) / 255 - sector);
  const p = Math.round(value * (1 - share));
  const q = Math.round(value * (1 - share * part));
  const t = Math.round(value * (1 - share * (1 - part)));
  // Red on its way around the circle; green is two sectors behind, blue two ahead.
  const around = [value, q, p, p, t, value] as const;
  const at = (ahead: number): number => elementAt(around, (sector + ahead) % 6);
  return [at(0), at(4), at(2)];
}
