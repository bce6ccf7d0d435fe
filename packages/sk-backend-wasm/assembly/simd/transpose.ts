/** Transposes of a 4 x 4 block in registers, and of a matrix by such blocks. */

@inline
export function transpose4x4(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromBytes);
  const c = v128.load(from + 2 * fromBytes);
  const d = v128.load(from + 3 * fromBytes);
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to + toBytes, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
  v128.store(to + 2 * toBytes, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
  v128.store(to + 3 * toBytes, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
}

/** Transposes [rows, cols] at `from` to [cols, rows] at `to`. */
export function transpose(from: usize, to: usize, rows: i32, cols: i32): void {
  const fromBytes = <usize>cols << 2;
  const toBytes = <usize>rows << 2;
  for (let r0 = 0; r0 < rows; r0 += 32) {
    const rEnd = min(r0 + 32, rows);
    for (let c0 = 0; c0 < cols; c0 += 4) {
      let r = r0;
      if (c0 + 4 <= cols) {
        for (; r + 4 <= rEnd; r += 4) {
          transpose4x4(from + <usize>r * fromBytes + (<usize>c0 << 2), fromBytes, to + <usize>c0 * toBytes + (<usize>r << 2), toBytes);
        }
      }
      for (; r < rEnd; r++) {
        for (let c = c0; c < min(c0 + 4, cols); c++) {
          store<f32>(to + <usize>c * toBytes + (<usize>r << 2), load<f32>(from + <usize>r * fromBytes + (<usize>c << 2)));
        }
      }
    }
  }
}
