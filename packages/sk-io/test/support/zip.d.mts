export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflate?: boolean;
  /** The level of compression. */
  readonly level?: number;
  /** Flags of the header; bit 0 says that it is encrypted. */
  readonly flags?: number;
  /** The header says these instead of the truth. */
  readonly crc?: number;
  readonly size?: number;
  readonly packed?: number;
}

/** Returns a zip archive. @param trailing bytes behind its end */
export function zip(members: readonly Member[], trailing?: Uint8Array): Uint8Array;
