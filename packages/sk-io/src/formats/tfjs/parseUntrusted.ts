/** Reads JSON that anybody may have written: bounded in size, depth and values, and without names that change prototypes. */
import { type FileLimits, mostOf, usualLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { refusePointer } from '../text/lfsPointer.js';

/** A model of a thousand layers is a few hundred kB of JSON, and nested models are a few levels deep. */
const maxBytes = 64 * 2 ** 20;
const maxDepth = 100;
/** Fields that change what an object is, or how it becomes text. */
const reservedFields: ReadonlySet<string> = new Set([
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf'],
]);

/** @param file For the message. @throws ModelFileError */
export function parseUntrusted(text: string, file: string, limits: FileLimits = usualLimits): unknown {
  if (text.length > maxBytes) {
    throw new ModelFileError(file, `has ${text.length} characters, wants at most ${maxBytes}`);
  }
  refusePointer(file, text, text.length);
  checkCounts(text, file, limits);
  let value: unknown;
  try {
    value = JSON.parse(text, (key, entry: unknown) => {
      if (!reservedFields.has(key)) return entry;
      throw new ModelFileError(file, `has a field called ${key}`);
    });
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(file, `is not JSON: ${(error as Error).message}`, { cause: error });
  }
  return value;
}

/** Counts levels and values without parsing, which recurses, and takes a hundred bytes for a value of three. */
function checkCounts(text: string, file: string, limits: FileLimits): void {
  let [depth, values] = [0, 1];
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === backslash) i++;
      else if (character === quote) inString = false;
      continue;
    }
    if (character === quote) inString = true;
    else if (character === comma) values++;
    else if (character === brace || character === bracket) {
      depth++;
      values++;
      if (depth > maxDepth) throw new ModelFileError(file, `is nested deeper than ${maxDepth} levels`);
    } else if (character === endOfBrace || character === endOfBracket) depth--;
    if (values > limits.values) {
      throw new ModelFileError(file, `holds more than ${mostOf(limits, 'values', 'values')}`);
    }
  }
}

const [quote, comma, bracket, backslash, endOfBracket, brace, endOfBrace] = [
  ...[0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d],
];
