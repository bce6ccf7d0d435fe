/** Fuse, softmax over branches and select (paper section 3.1, Eqs. 1, 2, 5 and 6) in float64 loops, with their adjoints. */
import { type Array64, zeros64 } from '../numbers/array64.js';

/** M branches [N, H, W, C] to [N, C]: the mean over height and width of their sum. */
export function fuse(branches: readonly Array64[]): Array64 {
  const [n, h, w, c] = branches[0].shape;
  const s = zeros64([n, c]);
  for (const { values } of branches)
    each([n, h * w, c], (image, _pixel, channel, at) => {
      s.values[image * c + channel] += values[at] / (h * w);
    });
  return s;
}

/** Gradient of {@link fuse} for each of its branches of shape [N, H, W, C]. */
export function fuseGradient(ds: Array64, shape: readonly number[]): Array64 {
  const [n, h, w, c] = shape;
  const du = zeros64(shape);
  each([n, h * w, c], (image, _pixel, channel, at) => {
    du.values[at] = ds.values[image * c + channel] / (h * w);
  });
  return du;
}

/** Logits [N, M, C] to weights that sum to 1 over M. */
export function branchSoftmax(logits: Array64): Array64 {
  const [n, m, c] = logits.shape;
  const y = zeros64(logits.shape);
  for (let image = 0; image < n; image++)
    for (let channel = 0; channel < c; channel++) {
      const at = (branch: number): number => (image * m + branch) * c + channel;
      let largest = Number.NEGATIVE_INFINITY;
      for (let branch = 0; branch < m; branch++) largest = Math.max(largest, logits.values[at(branch)]);
      let sum = 0;
      for (let branch = 0; branch < m; branch++) sum += Math.exp(logits.values[at(branch)] - largest);
      for (let branch = 0; branch < m; branch++)
        y.values[at(branch)] = Math.exp(logits.values[at(branch)] - largest) / sum;
    }
  return y;
}

/** Gradient of the softmax by its Jacobian, d y_j / d logit_i = y_j ((i = j) - y_i), from its output y. */
export function branchSoftmaxGradient(y: Array64, dy: Array64): Array64 {
  const [n, m, c] = y.shape;
  const d = zeros64(y.shape);
  for (let image = 0; image < n; image++)
    for (let channel = 0; channel < c; channel++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++) {
          const [ati, atj] = [(image * m + i) * c + channel, (image * m + j) * c + channel];
          d.values[ati] += dy.values[atj] * y.values[atj] * ((i === j ? 1 : 0) - y.values[ati]);
        }
  return d;
}

/** The sum of M branches [N, H, W, C], each weighted by its row of attention [N, M, C]. */
export function select(branches: readonly Array64[], attention: Array64): Array64 {
  const [n, h, w, c] = branches[0].shape;
  const v = zeros64(branches[0].shape);
  branches.forEach(({ values }, branch) => {
    each([n, h * w, c], (image, _pixel, channel, at) => {
      v.values[at] += values[at] * attention.values[(image * branches.length + branch) * c + channel];
    });
  });
  return v;
}

/** Gradient of {@link select} with respect to one branch. */
export function selectBranchGradient(dv: Array64, attention: Array64, branch: number): Array64 {
  const [n, h, w, c] = dv.shape;
  const du = zeros64(dv.shape);
  each([n, h * w, c], (image, _pixel, channel, at) => {
    du.values[at] = dv.values[at] * attention.values[(image * attention.shape[1] + branch) * c + channel];
  });
  return du;
}

/** Gradient of {@link select} with respect to attention, [N, M, C]. */
export function selectAttentionGradient(branches: readonly Array64[], dv: Array64): Array64 {
  const [n, h, w, c] = dv.shape;
  const da = zeros64([n, branches.length, c]);
  branches.forEach(({ values }, branch) => {
    each([n, h * w, c], (image, _pixel, channel, at) => {
      da.values[(image * branches.length + branch) * c + channel] += dv.values[at] * values[at];
    });
  });
  return da;
}

/** Gradient of {@link selectBranchGradient} with respect to attention of the given shape: zero but in one row. */
export function selectRowGradient(
  ddu: Array64,
  dv: Array64,
  shape: readonly number[],
  branch: number,
): Array64 {
  const [n, h, w, c] = dv.shape;
  const da = zeros64(shape);
  each([n, h * w, c], (image, _pixel, channel, at) => {
    da.values[(image * shape[1] + branch) * c + channel] += ddu.values[at] * dv.values[at];
  });
  return da;
}

function each(
  [n, pixels, c]: readonly [number, number, number],
  visit: (image: number, pixel: number, channel: number, at: number) => void,
): void {
  let at = 0;
  for (let image = 0; image < n; image++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < c; channel++) visit(image, pixel, channel, at++);
}
