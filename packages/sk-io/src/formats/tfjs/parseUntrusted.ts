/** Reads JSON that anybody may have written: bounded in size and depth, and without names that change prototypes. */
import { ModelFileError } from '../../modelFileError.js';
import { refusePointer } from '../text/lfsPointer.js';

/** A model of a thousand layers is a few hundred kB of JSON, and nested models are a few levels deep. */
const maxBytes = 64 * 2 ** 20;
const maxDepth = 100;

/** @param file For the message. @throws ModelFileError */
export function parseUntrusted(text: string, file: string): unknown {
  if (text.length > maxBytes) {
    throw new ModelFileError(file, `has ${text.length} characters, wants at most ${maxBytes}`);
  }
  refusePointer(file, text, text.length);
  if (depthOf(text) > maxDepth) throw new ModelFileError(file, `is nested deeper than ${maxDepth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text, (key, entry: unknown) => {
      if (key !== '__proto__' && key !== 'constructor' && key !== 'prototype') return entry;
      throw new ModelFileError(file, `has a field called ${key}`);
    });
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(file, `is not JSON: ${(error as Error).message}`, { cause: error });
  }
  return value;
}

/** Without parsing, which recurses. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
