/** Pictures to begin with: handwritten digits for a network that reads grey, drawings for one that reads colours. */
import { digitNames, digitOf } from 'quickstart/digit';
import { canvasSize, placeDigit } from 'quickstart/placeDigit';
import { loadDigitFile } from '../train/digitFile.js';
import { drawings } from './drawings.js';
import { type Picture, rasterOf } from './picture.js';

/** The first test digits of MNIST that are a 7, a 2, a 1, a 0 and a 4. */
const shownDigits = 5;

export async function samplesFor(channels: number): Promise<readonly Picture[]> {
  return channels === 1 ? await digitSamples() : drawings.map(drawn);
}

async function digitSamples(): Promise<readonly Picture[]> {
  const digits = await loadDigitFile('digits/test.bin');
  return Array.from({ length: shownDigits }, (_, i) => ({
    name: `a handwritten ${digitNames[digits.labels[i]!]}`,
    image: { data: placeDigit(digitOf(digits, i), 1), width: canvasSize, height: canvasSize, channels: 1 },
  }));
}

/** Pixels of a side. */
const drawnSize = 192;

function drawn({ name, draw }: (typeof drawings)[number]): Picture {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: drawnSize, height: drawnSize });
  const context = canvas.getContext('2d')!;
  context.scale(drawnSize / 100, drawnSize / 100);
  draw(context);
  return { name, image: rasterOf(canvas, drawnSize, drawnSize) };
}
