/** Pointers to the source pixels of a tile of target pixels. Borders are settled here and in no inner loop. */
import { Plan } from './plan';

/**
 * Fills `plan.pointers` [pixel][tap] and `plan.targets` [pixel] for `count` target pixels from number `first` on,
 * counted over all images. The last pixel is repeated to a multiple of 4.
 */
export function fillTile(plan: Plan, first: i32, count: i32): void {
  const tapStride = plan.tapStride;
  const byteOffsets = plan.taps + (<usize>tapStride << 3);
  const perImage = plan.rows * plan.cols;
  let image = first / perImage;
  let j = (first - image * perImage) / plan.cols;
  let i = first - image * perImage - j * plan.cols;
  let pointers = plan.pointers;
  let targets = plan.targets;
  for (let p = 0; p < count; p++) {
    const y = j * plan.stepY;
    const x = i * plan.stepX;
    const base = plan.source + <usize>image * plan.sourceImageBytes + <usize>(y * plan.sourceWidth + x) * plan.sourcePixelBytes;
    if (
      y + plan.minOffsetY >= 0 && y + plan.maxOffsetY < plan.sourceHeight &&
      x + plan.minOffsetX >= 0 && x + plan.maxOffsetX < plan.sourceWidth
    ) {
      const bases = i32x4.splat(<i32>base);
      for (let t = 0; t < tapStride; t += 4) {
        v128.store(pointers + (<usize>t << 2), i32x4.add(bases, v128.load(byteOffsets + (<usize>t << 2))));
      }
    } else {
      borderPixel(plan, pointers, base, y, x);
    }
    store<usize>(targets, plan.target + <usize>image * plan.targetImageBytes + <usize>j * plan.targetRowBytes + <usize>i * plan.targetColBytes);
    pointers += <usize>tapStride << 2;
    targets += 4;
    if (++i == plan.cols) {
      i = 0;
      if (++j == plan.rows) {
        j = 0;
        image++;
      }
    }
  }
  const bytes = <usize>tapStride << 2;
  for (let p = count; (p & 3) != 0; p++) {
    memory.copy(pointers, pointers - bytes, bytes);
    store<usize>(targets, load<usize>(targets - 4));
    pointers += bytes;
    targets += 4;
  }
}

function borderPixel(plan: Plan, pointers: usize, base: usize, y: i32, x: i32): void {
  const rowBytes = <usize>plan.tapStride << 2;
  for (let t = 0; t < plan.tapCount; t++) {
    const tap = plan.taps + (<usize>t << 2);
    const inside =
      <u32>(y + load<i32>(tap)) < <u32>plan.sourceHeight &&
      <u32>(x + load<i32>(tap + rowBytes)) < <u32>plan.sourceWidth;
    store<usize>(pointers + (<usize>t << 2), inside ? base + load<usize>(tap + 2 * rowBytes) : plan.zeros);
  }
}
