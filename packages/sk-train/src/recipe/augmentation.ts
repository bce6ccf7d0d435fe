/** The placement of training images. */

/** The placement that training images go through. */
export type Augmentation =
  | { readonly kind: 'none' }
  /** A crop of the image padded by `padding` pixels, half of them mirrored: for small images. */
  | { readonly kind: 'crop-flip'; readonly padding: number; readonly flip: boolean }
  /** A box of random area and shape, half of them mirrored: for photographs. */
  | {
      readonly kind: 'resized-crop';
      readonly minArea: number;
      readonly maxArea: number;
      readonly minAspect: number;
      readonly maxAspect: number;
      readonly flip: boolean;
    };
