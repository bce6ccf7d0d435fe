/** Returns a field of protocol buffers whose content is bytes. */
export function field(number: number, body: Uint8Array): Buffer;

/** Returns a whole number as protocol buffers write it. */
export function varint(value: number): Buffer;
