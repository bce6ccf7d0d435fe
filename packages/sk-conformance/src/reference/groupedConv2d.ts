/**
 * Grouped convolution in float64 loops. Forward, input gradient and filter gradient are the three partial
 * derivatives of one trilinear form, the sum of x * filter * dy over all taps, so the three share one walk.
 */
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';
import { type ConvSpec, convSizes } from './convSize.js';

/** Returns y [N, OH, OW, O] from x [N, H, W, C] and filter [kh, kw, C / groups, O]. */
export function groupedConv2d(x: Array64, filter: Array64, spec: ConvSpec): Array64 {
  const { n, oh, ow, o } = convSizes(x.shape, filter.shape, spec);
  const y = zeros64([n, oh, ow, o]);
  walk(x.shape, filter.shape, spec, (xi, fi, yi) => {
    add(y, yi, at(x, xi) * at(filter, fi));
  });
  return y;
}

/** Returns the gradient with respect to x, of shape `xShape`. */
export function groupedConv2dInput(
  dy: Array64,
  filter: Array64,
  xShape: readonly number[],
  spec: ConvSpec,
): Array64 {
  const dx = zeros64(xShape);
  walk(xShape, filter.shape, spec, (xi, fi, yi) => {
    add(dx, xi, at(dy, yi) * at(filter, fi));
  });
  return dx;
}

/** Returns the gradient with respect to the filter, of shape `filterShape`. */
export function groupedConv2dFilter(
  x: Array64,
  dy: Array64,
  filterShape: readonly number[],
  spec: ConvSpec,
): Array64 {
  const dfilter = zeros64(filterShape);
  walk(x.shape, filterShape, spec, (xi, fi, yi) => {
    add(dfilter, fi, at(dy, yi) * at(x, xi));
  });
  return dfilter;
}

/** Visits each product of the convolution, with its indices in x, in the filter and in y. */
function walk(
  xShape: readonly number[],
  filterShape: readonly number[],
  spec: ConvSpec,
  visit: (xi: number, fi: number, yi: number) => void,
): void {
  const { n, h, w, c, kh, kw, o, oh, ow, top, left } = convSizes(xShape, filterShape, spec);
  const { groups, strides, dilations } = spec;
  const [cPerGroup, oPerGroup] = [c / groups, o / groups];
  for (let image = 0; image < n; image++)
    for (let r = 0; r < oh; r++)
      for (let q = 0; q < ow; q++)
        for (let i = 0; i < kh; i++)
          for (let j = 0; j < kw; j++) {
            const row = r * strides[0] + i * dilations[0] - top;
            const column = q * strides[1] + j * dilations[1] - left;
            if (row < 0 || row >= h || column < 0 || column >= w) continue;
            const pixel = ((image * h + row) * w + column) * c;
            const tap = (i * kw + j) * cPerGroup;
            const place = ((image * oh + r) * ow + q) * o;
            for (let g = 0; g < groups; g++)
              for (let k = 0; k < cPerGroup; k++)
                for (let f = g * oPerGroup; f < (g + 1) * oPerGroup; f++)
                  visit(pixel + g * cPerGroup + k, (tap + k) * o + f, place + f);
          }
}
