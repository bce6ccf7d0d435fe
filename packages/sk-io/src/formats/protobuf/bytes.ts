/** The bytes of a message before they are one file. */

/** Bytes whose number is known before they are read: weights stay where they are until the file is written. */
export type Bytes = Uint8Array | LazyBytes;

export interface LazyBytes {
  readonly byteLength: number;
  /** As many as promised. */
  readonly read: () => Promise<Uint8Array>;
}

/** Returns the parts in one array, those that are read late included. */
export async function joinBytes(parts: readonly Bytes[]): Promise<Uint8Array> {
  const joined = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part instanceof Uint8Array ? part : await part.read(), at);
    at += part.byteLength;
  }
  return joined;
}
