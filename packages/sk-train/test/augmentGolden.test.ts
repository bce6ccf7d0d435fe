/** Augmentations beside torchvision and timm, by `tools/golden/write_augment.py`. */
import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { Box, PixelImage } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adjustHue,
  applyAdjustments,
  applyOperation,
  blended,
  invert,
  meanCrossEntropy,
  mixImages,
  type OperationName,
  operationRanges,
  pasted,
  pastedBox,
} from '#internal';

interface GoldenOperation {
  readonly name: string;
  readonly amount: number;
  readonly interpolation?: 'nearest' | 'bilinear';
  readonly digests: readonly string[];
}

interface GoldenMixture {
  readonly labels: readonly number[];
  readonly smoothing: number;
  readonly share: number;
  /** Top, bottom, left, right. */
  readonly box?: readonly [number, number, number, number];
  readonly corrected?: number;
  readonly images: readonly number[];
  readonly mixed: readonly number[];
  readonly logits: readonly number[];
  readonly loss: number;
}

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly fill: readonly number[];
  readonly images: readonly { readonly channels: 1 | 3; readonly data: string }[];
  readonly operations: readonly GoldenOperation[];
  readonly magnitudes: Readonly<
    Record<
      'randaugment' | 'trivial',
      Readonly<Record<string, { readonly values: readonly number[]; readonly signed: boolean }>>
    >
  >;
  readonly mixtures: readonly GoldenMixture[];
  readonly boxes: readonly {
    readonly share: number;
    readonly row: number;
    readonly column: number;
    readonly box: Box;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('data/golden/augment.json', import.meta.url), 'utf8'));
const { width, height, fill } = golden;
const images = golden.images.map(
  ({ channels, data }): PixelImage => ({
    data: new Uint8Array(Buffer.from(data, 'base64')),
    width,
    height,
    channels,
  }),
);

/** The operations of the policies by the names that the golden file has for them. */
const policyNames: Readonly<Record<string, OperationName>> = {
  sharpness: 'Sharpness',
  solarize: 'Solarize',
  posterize: 'Posterize',
  autocontrast: 'AutoContrast',
  equalize: 'Equalize',
  rotate: 'Rotate',
  shearX: 'ShearX',
  shearY: 'ShearY',
  translateX: 'TranslateX',
  translateY: 'TranslateY',
};

function applied(
  image: PixelImage,
  { name, amount, interpolation = 'nearest' }: GoldenOperation,
): PixelImage {
  if (name === 'invert') return invert(image);
  if (name === 'hue') return adjustHue(image, amount);
  if (name === 'brightness' || name === 'contrast' || name === 'saturation') {
    return applyAdjustments(image, [{ name, amount }]);
  }
  const operation = policyNames[name];
  if (operation === undefined) throw new Error(`no operation ${name}`);
  // The policies name the distance of a factor from 1.
  const magnitude = name === 'sharpness' ? amount - 1 : amount;
  return applyOperation(image, { name: operation, magnitude }, { interpolation, fill });
}

const digest = ({ data }: PixelImage): string => createHash('sha256').update(data).digest('hex').slice(0, 12);

describe('to the byte as torchvision on Pillow images, for 20 images:', () => {
  it.each(golden.operations)('$name $amount $interpolation', (operation) => {
    expect(images.map((image) => digest(applied(image, operation)))).toEqual(operation.digests);
  });

  it('the operations leave the image that they are given as it was', () => {
    const before = images.map(digest);
    for (const operation of golden.operations) for (const image of images) applied(image, operation);
    expect(images.map(digest)).toEqual(before);
  });
});

it.each(['randaugment', 'trivial'] as const)(
  '%s has the operations and magnitudes of torchvision',
  (kind) => {
    const ours = operationRanges(kind, width, height).map(({ name, magnitudes = [], isSigned = false }) => [
      name,
      { values: magnitudes, signed: isSigned },
    ]);
    expect(ours).toEqual(Object.entries(golden.magnitudes[kind]));
  },
);

describe('mixing is that of timm,', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const [count, rows, columns, channels] = [4, 5, 6, 3];

  it.each(golden.boxes)(
    'the pasted box for the share $share around $row, $column',
    ({ share, box, ...middle }) => {
      expect(pastedBox(share, middle, width, height)).toEqual(box);
    },
  );

  it.each(golden.mixtures)('images and loss for the share $share', (mixture) => {
    const { labels, smoothing, share, box, corrected, logits } = mixture;
    const partners = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
    const mixing =
      box === undefined
        ? blended(partners, share, columns, rows)
        : pasted(
            partners,
            { top: box[0], left: box[2], height: box[1] - box[0], width: box[3] - box[2] },
            columns,
            rows,
          );
    expect(mixing.share).toBeCloseTo(corrected ?? share, 12);
    const before = tf.memory().numTensors;
    const [mixed, loss] = tf.tidy(() => {
      const own = tf.tensor4d([...mixture.images], [count, rows, columns, channels]);
      const pixelShares = tf.tensor4d(mixing.pixelShares, [1, rows, columns, 1]);
      const target = {
        labels: tf.tensor1d(
          [...partners].map((partner) => labels[partner] ?? -1),
          'int32',
        ),
        share: tf.tensor1d([mixing.share]),
      };
      const classes = tf.tensor1d([...labels], 'int32');
      return [
        mixImages(own, { partners: tf.tensor1d(partners, 'int32'), pixelShares }).dataSync(),
        meanCrossEntropy(tf.tensor2d([...logits], [count, 5]), classes, smoothing, target).dataSync(),
      ] as const;
    });
    expect(tf.memory().numTensors).toBe(before);
    // The golden numbers have six digits.
    mixed.forEach((value, i) => {
      expect(value).toBeCloseTo(mixture.mixed[i] ?? Number.NaN, 5);
    });
    expect(loss[0]).toBeCloseTo(mixture.loss, 5);
  });
});
