/** A file that says how images become the input of a model, with the fields of `Preprocessing`. */
import type { PixelScale, Preprocessing } from 'sk-models';
import { ModelFileError } from '../../modelFileError.js';
import { isImageSide } from './imageSide.js';

export interface PreprocessingFile {
  readonly scale: PixelScale;
  /** Absent where it is the model's. */
  readonly size?: Preprocessing['size'];
}

const fields = ['mean', 'std', 'size', 'cropFraction', 'interpolation'] as const;
const interpolations: readonly unknown[] = ['nearest', 'bilinear', 'bicubic'];

/**
 * Reads mean and std, on the scale 0 to 1; and where they are there size, cropFraction (or else 1) and interpolation (or else
 * 'bilinear').
 *
 * @throws ModelFileError that names the field.
 */
export function readPreprocessingFile(value: unknown, file: string): PreprocessingFile {
  const refuse = (field: string, wanted: string, got: unknown): never => {
    throw new ModelFileError(file, `${field} wants ${wanted}, got ${JSON.stringify(got)?.slice(0, 80)}`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('the file', `an object with ${fields.join(', ')}`, value);
  }
  const given: Readonly<Record<string, unknown>> = { ...value };
  const known: readonly string[] = fields;
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new ModelFileError(file, `has the unknown field '${unknown}': wants ${fields.join(', ')}`);
  }
  const numbers = (field: string, isGood: (n: number) => boolean, wanted: string): readonly number[] => {
    const list = given[field];
    const isList = Array.isArray(list) && (list.length === 1 || list.length === 3);
    const good = isList && list.every((n) => typeof n === 'number' && Number.isFinite(n) && isGood(n));
    return good ? (list as number[]) : refuse(field, wanted, list);
  };
  const mean = numbers('mean', () => true, '1 or 3 numbers');
  const std = numbers('std', (n) => n > 0, '1 or 3 numbers above 0');
  const { cropFraction = 1, interpolation = 'bilinear', size } = given;
  if (!(typeof cropFraction === 'number' && cropFraction > 0 && cropFraction <= 1)) {
    return refuse('cropFraction', 'a number above 0 up to 1', cropFraction);
  }
  if (!interpolations.includes(interpolation)) {
    return refuse('interpolation', "'nearest', 'bilinear' or 'bicubic'", interpolation);
  }
  const scale = { mean, std, cropFraction, interpolation: interpolation as PixelScale['interpolation'] };
  if (size === undefined) return { scale };
  const [height, width, ...more] = Array.isArray(size) ? (size as unknown[]) : [];
  if (isImageSide(height) && isImageSide(width) && more.length === 0) return { scale, size: [height, width] };
  return refuse('size', '[height, width] in pixels', size);
}
