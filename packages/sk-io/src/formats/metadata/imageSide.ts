/** The largest height or width of a model's input that a file may ask for, in pixels. */
const largest = 16384;

/** Tells whether a value out of a file is a height or a width in pixels. */
export const isImageSide = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= largest;
