/** Handwritten digits in memory, wherever they were read. */

/** Height and width of a digit. */
export const digitSize = 28;

export const digitNames: readonly string[] = [...'0123456789'];

export interface Digits {
  readonly count: number;
  /** `[count, 28, 28]`, 0 (paper) to 255 (ink). */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** `[28, 28]`, a view. */
export function digitOf({ images }: Digits, index: number): Uint8Array {
  return images.subarray(index * digitSize ** 2, (index + 1) * digitSize ** 2);
}
