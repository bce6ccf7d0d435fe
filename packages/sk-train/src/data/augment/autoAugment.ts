/**
 * RandAugment (Cubuk et al., 2019) and TrivialAugment in its wide form (Müller and Hutter, 2021): which operations an image
 * goes through, with the magnitudes of torchvision.
 */
import { elementAt } from 'sk-core';
import type { RandomStream } from '../../random/randomStream.js';
import type { Resampling } from './affine.js';
import { magnitudeBins } from './magnitudeBins.js';
import type { Operation, OperationName } from './operation.js';

interface Moves {
  /** Interpolation of rotations, shears and translations. */
  readonly interpolation: Resampling['interpolation'];
}

export type AutoAugment =
  /** So many operations of one magnitude, 0 to 30. */
  | ({ readonly kind: 'randaugment'; readonly ops: number; readonly magnitude: number } & Moves)
  /** One operation of any magnitude. */
  | ({ readonly kind: 'trivial' } & Moves);

interface Range {
  readonly name: OperationName;
  /** From none to the strongest; undefined where there is no magnitude. */
  readonly magnitudes?: readonly number[];
  /** Whether the magnitude is negative half of the time. */
  readonly isSigned?: true;
}

/** The strongest magnitudes: a policy's own. */
interface Limits {
  readonly shear: number;
  readonly right: number;
  readonly down: number;
  readonly degrees: number;
  readonly enhancement: number;
  /** Bits of each byte that posterize takes away. */
  readonly bits: number;
}

/** Returns the operations of a policy with their magnitudes, in the order in which they are numbered. */
export function operationRanges(kind: AutoAugment['kind'], width: number, height: number): readonly Range[] {
  const { shear, right, down, degrees, enhancement, bits } = limits(kind, width, height);
  const signed = (name: OperationName, most: number): Range => ({
    name,
    magnitudes: evenly(0, most),
    isSigned: true,
  });
  return [
    { name: 'Identity' },
    signed('ShearX', shear),
    signed('ShearY', shear),
    signed('TranslateX', right),
    signed('TranslateY', down),
    signed('Rotate', degrees),
    signed('Brightness', enhancement),
    signed('Color', enhancement),
    signed('Contrast', enhancement),
    signed('Sharpness', enhancement),
    { name: 'Posterize', magnitudes: evenly(0, bits).map((taken) => 8 - Math.round(taken)) },
    { name: 'Solarize', magnitudes: evenly(255, 0) },
    { name: 'AutoContrast' },
    { name: 'Equalize' },
  ];
}

function limits(kind: AutoAugment['kind'], width: number, height: number): Limits {
  if (kind === 'trivial') {
    return { shear: 0.99, right: 32, down: 32, degrees: 135, enhancement: 0.99, bits: 6 };
  }
  const share = 150 / 331;
  const [right, down] = [share * width, share * height];
  return { shear: 0.3, right, down, degrees: 30, enhancement: 0.9, bits: 4 };
}

/** Returns numbers from one to another in float32, counted from the nearer end, as `torch.linspace`. */
function evenly(from: number, to: number): readonly number[] {
  const [first, last] = [Math.fround(from), Math.fround(to)];
  const step = Math.fround((last - first) / (magnitudeBins - 1));
  return Array.from({ length: magnitudeBins }, (_, i) =>
    i < Math.floor(magnitudeBins / 2)
      ? Math.fround(first + step * i)
      : Math.fround(last - step * (magnitudeBins - 1 - i)),
  );
}

/** Returns the operations for an image of a size. */
export function drawOperations(
  policy: AutoAugment,
  stream: RandomStream,
  width: number,
  height: number,
): readonly Operation[] {
  const ranges = operationRanges(policy.kind, width, height);
  const count = policy.kind === 'trivial' ? 1 : policy.ops;
  return Array.from({ length: count }, () => {
    const { name, magnitudes, isSigned } = elementAt(ranges, stream.integer(ranges.length));
    const bin = policy.kind === 'trivial' ? stream.integer(magnitudeBins) : policy.magnitude;
    const isNegative = stream.uniform() < 0.5;
    const magnitude = magnitudes === undefined ? 0 : elementAt(magnitudes, bin);
    return { name, magnitude: isSigned && isNegative ? -magnitude : magnitude };
  });
}
