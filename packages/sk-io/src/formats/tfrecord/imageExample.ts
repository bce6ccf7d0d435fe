/** An image with its class in a message of TensorFlow (`tf.train.Example`), under the keys that ImageNet's and TFDS's have. */
import { DataError } from '../../dataError.js';
import { eachField, eachPackedInteger } from '../protobuf/eachField.js';

export interface ImageExample {
  readonly image: Uint8Array | undefined;
  /** The index of the class. */
  readonly label: number | undefined;
  /** The name of the image: the first that is there of `image/filename`, `file_name`, `filename`. */
  readonly name: string | undefined;
}

const keys = {
  image: ['image/encoded', 'image', 'jpg', 'png'],
  label: ['image/class/label', 'label', 'cls'],
  name: ['image/filename', 'file_name', 'filename'],
} as const;

/** A part of the message: where it starts and ends. */
type Range = readonly [start: number, end: number];

/** Features of a message that are looked at; ImageNet's have some twenty. */
const maxFeatures = 1000;

/** @throws DataError for bytes that are no such message */
export function readImageExample(message: Uint8Array): ImageExample {
  try {
    const features = readFeatures(message);
    const first = (wanted: readonly string[]): Range | undefined =>
      wanted.map((key) => features.get(key)).find((range) => range !== undefined);
    const image = bytesOf(message, first(keys.image));
    const name = bytesOf(message, first(keys.name));
    return {
      image,
      label: integerOf(message, first(keys.label)),
      name: name && new TextDecoder().decode(name),
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`is no tf.train.Example: ${(error as Error).message}`, { cause: error });
  }
}

/** Returns where the feature of each key lies: Example 1 > Features 1, a map of 1: key, 2: Feature. */
function readFeatures(message: Uint8Array): ReadonlyMap<string, Range> {
  const found = new Map<string, Range>();
  let count = 0;
  eachField(message, 0, message.length, (field, start, end) => {
    if (field !== 1) return;
    eachField(message, start, end, (inner, from, to) => {
      if (inner !== 1) return;
      if (++count > maxFeatures) throw new DataError(`an example has more than ${maxFeatures} features`);
      let key = '';
      let value: Range | undefined;
      eachField(message, from, to, (part, a, b) => {
        if (part === 1) key = new TextDecoder().decode(message.subarray(a, Math.min(b, a + 100)));
        if (part === 2) value = [a, b];
      });
      if (value !== undefined) found.set(key, value);
    });
  });
  return found;
}

/** Returns the first text of a feature: 1, a list of 1: bytes. */
function bytesOf(message: Uint8Array, feature: Range | undefined): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  eachInList(message, feature, 1, (start, end) => {
    found ??= message.subarray(start, end);
  });
  return found;
}

/** Returns the first whole number of a feature: 3, a list of 1: numbers, packed or each for itself. */
function integerOf(message: Uint8Array, feature: Range | undefined): number | undefined {
  let found: number | undefined;
  eachInList(message, feature, 3, (start, end, number) => {
    if (!Number.isNaN(number)) found ??= number;
    else if (found === undefined) {
      // A class is one number: ten bytes hold the longest.
      eachPackedInteger(message.subarray(start, Math.min(end, start + 10)), (value) => {
        found ??= value;
      });
    }
  });
  return found;
}

function eachInList(
  message: Uint8Array,
  feature: Range | undefined,
  kind: number,
  visit: (start: number, end: number, number: number) => void,
): void {
  if (feature === undefined) return;
  eachField(message, ...feature, (field, start, end) => {
    if (field !== kind) return;
    eachField(message, start, end, (inner, from, to, number) => {
      if (inner === 1) visit(from, to, number);
    });
  });
}
