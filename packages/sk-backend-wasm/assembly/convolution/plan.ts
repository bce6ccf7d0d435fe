/**
 * The description of every convolution of this package, forward or backward: a grid of target pixels, each a sum over
 * taps of source pixels. Target (j, i) of an image reads source (j * stepY + offsetY, i * stepX + offsetX) for each
 * tap; a source pixel outside of the image is the row of zeros. src/kernels/convolution/convPlan.ts writes the
 * fields, in this order.
 */
@unmanaged
export class Plan {
  /** First source pixel of the first image. */
  source: usize;
  /** First target pixel of the first image. */
  target: usize;
  /**
   * Packed filter, see pack.ts. Of a depthwise convolution it is rows of C floats: the bias, then one row for each
   * tap.
   */
  filter: usize;
  /** As many zeros as a source pixel has channels, and four more. */
  zeros: usize;
  /** Three arrays of tapStride i32: offsetY, offsetX, and both as bytes. */
  taps: usize;
  tapCount: i32;
  /** tapCount rounded up to a multiple of 4. */
  tapStride: i32;
  /** Scratch: tile * tapStride source pointers. */
  pointers: usize;
  /** Scratch: tile target pointers. */
  targets: usize;
  /** Pixels that are worked on together; a multiple of 4. */
  tile: i32;
  images: i32;
  sourceHeight: i32;
  sourceWidth: i32;
  sourcePixelBytes: i32;
  sourceImageBytes: i32;
  rows: i32;
  cols: i32;
  stepY: i32;
  stepX: i32;
  targetRowBytes: i32;
  targetColBytes: i32;
  targetImageBytes: i32;
  groups: i32;
  /** Source channels of a group. */
  depth: i32;
  /** Target channels of a group. */
  width: i32;
  minOffsetY: i32;
  maxOffsetY: i32;
  minOffsetX: i32;
  maxOffsetX: i32;
  relu: i32;
  /** Whether panels take six pixels, and filter gradients six source channels, at a time where there are a dozen. */
  wide: i32;
  /** Bytes from a target pixel to the value that is added to it before the ReLU; 0 for no addend. */
  addend: usize;
  /** The part of the work to do, in units that each kernel names: parts of one work run in several threads. */
  begin: i32;
  end: i32;
}
