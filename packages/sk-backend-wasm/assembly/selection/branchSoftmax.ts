/** Softmax over the branches and its gradient (section 3.1, equation (5)); channels are the lanes. */
import { exp } from '../simd/exp';
import { storeLanes } from '../simd/lanes';

/**
 * Computes attention from logits [images, count, channels]. It reads up to 3 floats past the end and ignores them.
 */
export function branchSoftmax(logits: usize, to: usize, images: i32, count: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c += 4) {
      const lanes = channels - c;
      const from = logits + (<usize>c << 2);
      let most = v128.load(from);
      for (let m = 1; m < count; m++) most = f32x4.max(most, v128.load(from + <usize>m * rowBytes));
      let sum = f32x4.splat(0);
      for (let m = 0; m < count; m++) sum = f32x4.add(sum, exp(f32x4.sub(v128.load(from + <usize>m * rowBytes), most)));
      for (let m = 0; m < count; m++) {
        const e = exp(f32x4.sub(v128.load(from + <usize>m * rowBytes), most));
        storeLanes(to + <usize>m * rowBytes + (<usize>c << 2), f32x4.div(e, sum), lanes);
      }
    }
    logits += <usize>count * rowBytes;
    to += <usize>count * rowBytes;
  }
}

/** Computes attention * (dy - sum over branches of dy * attention). */
export function branchSoftmaxGradient(attention: usize, dy: usize, to: usize, images: i32, count: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c += 4) {
      const lanes = channels - c;
      let at = <usize>c << 2;
      let sum = f32x4.splat(0);
      for (let m = 0; m < count; m++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(dy + at), v128.load(attention + at)));
        at += rowBytes;
      }
      at = <usize>c << 2;
      for (let m = 0; m < count; m++) {
        storeLanes(to + at, f32x4.mul(v128.load(attention + at), f32x4.sub(v128.load(dy + at), sum)), lanes);
        at += rowBytes;
      }
    }
    attention += <usize>count * rowBytes;
    dy += <usize>count * rowBytes;
    to += <usize>count * rowBytes;
  }
}
