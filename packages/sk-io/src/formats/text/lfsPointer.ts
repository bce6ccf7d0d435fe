/** Git LFS leaves a pointer, a few lines of text, where a file was not fetched. */
import { ModelFileError } from '../../modelFileError.js';

const begin = 'version https://git-lfs.github.com/spec/';

/** The number of bytes that tell a pointer from other files. */
export const pointerHeadBytes: number = begin.length;

/**
 * Says that a file is a pointer, and how to get what it stands for.
 *
 * @param start The file, or its first bytes.
 * @param size The bytes of the file.
 * @returns undefined for any other file.
 */
export function describePointer(start: Uint8Array | string, size: number): string | undefined {
  const text =
    typeof start === 'string' ? start : new TextDecoder().decode(start.subarray(0, pointerHeadBytes));
  if (!text.startsWith(begin)) return undefined;
  return `is a pointer of Git LFS (${size} bytes), not the file that it stands for: run 'git lfs pull' where it comes from, or download the file itself`;
}

/** @throws ModelFileError for a pointer, with the arguments of {@link describePointer}. */
export function refusePointer(file: string, start: Uint8Array | string, size: number): void {
  const pointer = describePointer(start, size);
  if (pointer !== undefined) throw new ModelFileError(file, pointer);
}
