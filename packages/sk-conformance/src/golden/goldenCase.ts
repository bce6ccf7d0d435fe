/** Cases that PyTorch has computed. tools/golden/write.py writes them. */
import { type Array64, array64 } from '../numbers/array64.js';
import type { Tolerance } from '../numbers/close.js';

export interface GoldenTensor {
  readonly shape: readonly number[];
  /** Little-endian values, in base64. */
  readonly float32: string;
}

export interface GoldenCase {
  readonly name: string;
  readonly op: string;
  readonly attrs: object;
  /** A wider tolerance, where float32 cannot give what the suite asks elsewhere. */
  readonly tolerance?: Tolerance;
  readonly inputs: readonly GoldenTensor[];
  readonly outputs: readonly GoldenTensor[];
  /** Gradients of the outputs. The case's gradients are those of the sum of outputs * dys. */
  readonly dys: readonly GoldenTensor[];
  readonly gradients: readonly GoldenTensor[];
}

/** Returns the values of a golden tensor. */
export function decode({ shape, float32 }: GoldenTensor): Array64 {
  const bytes = Uint8Array.from(atob(float32), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return array64(
    shape,
    Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true)),
  );
}
