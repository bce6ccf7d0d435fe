/** Fills bytes with zeros. JavaScript would fill a shared memory one byte at a time. */
export function clear(pointer: usize, bytes: usize): void {
  memory.fill(pointer, 0, bytes);
}
