/** What PyTorch computed, and how to read it. Written by tools/golden/write.py. */
import { type Array64, array64 } from '../numbers/array64.js';
import type { Tolerance } from '../numbers/close.js';

export interface GoldenTensor {
  readonly shape: readonly number[];
  /** Little-endian, in base64. */
  readonly float32: string;
}

export interface GoldenCase {
  readonly name: string;
  readonly op: string;
  readonly attrs: object;
  /** Where float32 cannot give what the suite asks elsewhere. */
  readonly tolerance?: Tolerance;
  readonly inputs: readonly GoldenTensor[];
  readonly outputs: readonly GoldenTensor[];
  /** The gradients are those of the sum of outputs * dys. */
  readonly dys: readonly GoldenTensor[];
  readonly gradients: readonly GoldenTensor[];
}

export function decode({ shape, float32 }: GoldenTensor): Array64 {
  const bytes = Uint8Array.from(atob(float32), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return array64(
    shape,
    Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true)),
  );
}
