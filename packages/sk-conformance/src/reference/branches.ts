/** Fuse, softmax over branches and select (paper section 3.1, equations 1, 2, 5 and 6) in float64 loops, with their adjoints. */
import { elementAt } from 'sk-core';
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';

/** Returns the mean over height and width of the sum of M branches [N, H, W, C], as [N, C]. */
export function fuse(branches: readonly Array64[]): Array64 {
  const [n, h, w, c] = tuple(elementAt(branches, 0).shape, 4);
  const s = zeros64([n, c]);
  for (const u of branches)
    each([n, h * w, c], (image, _pixel, channel, i) => {
      add(s, image * c + channel, at(u, i) / (h * w));
    });
  return s;
}

/** Returns the gradient of {@link fuse} for each of its branches of shape [N, H, W, C]. */
export function fuseGradient(ds: Array64, shape: readonly number[]): Array64 {
  const [n, h, w, c] = tuple(shape, 4);
  const du = zeros64(shape);
  each([n, h * w, c], (image, _pixel, channel, i) => {
    du.values[i] = at(ds, image * c + channel) / (h * w);
  });
  return du;
}

/** Returns weights that sum to 1 over M, from logits [N, M, C]. */
export function branchSoftmax(logits: Array64): Array64 {
  const [n, m, c] = tuple(logits.shape, 3);
  const y = zeros64(logits.shape);
  for (let image = 0; image < n; image++)
    for (let channel = 0; channel < c; channel++) {
      const place = (branch: number): number => (image * m + branch) * c + channel;
      let largest = Number.NEGATIVE_INFINITY;
      for (let branch = 0; branch < m; branch++) largest = Math.max(largest, at(logits, place(branch)));
      let sum = 0;
      for (let branch = 0; branch < m; branch++) sum += Math.exp(at(logits, place(branch)) - largest);
      for (let branch = 0; branch < m; branch++)
        y.values[place(branch)] = Math.exp(at(logits, place(branch)) - largest) / sum;
    }
  return y;
}

/** Returns the gradient of the softmax by its Jacobian, d y_j / d logit_i = y_j ((i = j) - y_i), from its output y. */
export function branchSoftmaxGradient(y: Array64, dy: Array64): Array64 {
  const [n, m, c] = tuple(y.shape, 3);
  const d = zeros64(y.shape);
  for (let image = 0; image < n; image++)
    for (let channel = 0; channel < c; channel++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++) {
          const [ati, atj] = [(image * m + i) * c + channel, (image * m + j) * c + channel];
          add(d, ati, at(dy, atj) * at(y, atj) * ((i === j ? 1 : 0) - at(y, ati)));
        }
  return d;
}

/** Returns the sum of M branches [N, H, W, C], each weighted by its row of attention [N, M, C]. */
export function select(branches: readonly Array64[], attention: Array64): Array64 {
  const { shape } = elementAt(branches, 0);
  const [n, h, w, c] = tuple(shape, 4);
  const v = zeros64(shape);
  for (const [branch, u] of branches.entries())
    each([n, h * w, c], (image, _pixel, channel, i) => {
      add(v, i, at(u, i) * at(attention, (image * branches.length + branch) * c + channel));
    });
  return v;
}

/** Returns the gradient of {@link select} with respect to one branch. */
export function selectBranchGradient(dv: Array64, attention: Array64, branch: number): Array64 {
  const [n, h, w, c] = tuple(dv.shape, 4);
  const [, m] = tuple(attention.shape, 3);
  const du = zeros64(dv.shape);
  each([n, h * w, c], (image, _pixel, channel, i) => {
    du.values[i] = at(dv, i) * at(attention, (image * m + branch) * c + channel);
  });
  return du;
}

/** Returns the gradient of {@link select} with respect to attention, [N, M, C]. */
export function selectAttentionGradient(branches: readonly Array64[], dv: Array64): Array64 {
  const [n, h, w, c] = tuple(dv.shape, 4);
  const da = zeros64([n, branches.length, c]);
  for (const [branch, u] of branches.entries())
    each([n, h * w, c], (image, _pixel, channel, i) => {
      add(da, (image * branches.length + branch) * c + channel, at(dv, i) * at(u, i));
    });
  return da;
}

/** Returns the gradient of {@link selectBranchGradient} with respect to attention [N, M, C]: zero but in one row. */
export function selectRowGradient(
  ddu: Array64,
  dv: Array64,
  shape: readonly number[],
  branch: number,
): Array64 {
  const [n, h, w, c] = tuple(dv.shape, 4);
  const [, m] = tuple(shape, 3);
  const da = zeros64(shape);
  each([n, h * w, c], (image, _pixel, channel, i) => {
    add(da, (image * m + branch) * c + channel, at(ddu, i) * at(dv, i));
  });
  return da;
}

function each(
  [n, pixels, c]: readonly [number, number, number],
  visit: (image: number, pixel: number, channel: number, index: number) => void,
): void {
  let index = 0;
  for (let image = 0; image < n; image++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < c; channel++) visit(image, pixel, channel, index++);
}
