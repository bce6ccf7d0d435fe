/** The IDX format of the MNIST files: a magic number, the sizes, then the bytes (yann.lecun.com/exdb/mnist). */

export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** A file that is not IDX, or not all of it. */
export class IdxError extends Error {
  override readonly name = 'IdxError';
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes.
 * @param name for messages
 * @param rank the number of dimensions that is expected: 3 for images, 1 for labels
 */
export function readIdx(bytes: Uint8Array, name: string, rank: number): IdxArray {
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new IdxError(`${name} has ${bytes.length} bytes; the header alone takes ${header}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const wanted = unsignedByte * 256 + rank;
  if (magic !== wanted) {
    throw new IdxError(
      `${name} begins with ${hex(magic)}; ${hex(wanted)} is wanted (IDX, unsigned bytes, ${rank} dimensions).`,
    );
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== header + size) {
    throw new IdxError(
      `${name} says ${shape.join(' x ')}, which takes ${header + size} bytes, and has ${bytes.length}.`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
