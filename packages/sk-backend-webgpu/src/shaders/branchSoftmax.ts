/** Softmax over branches, one thread for each image and column. Paper section 3.1, equation (5). */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Element, Shader } from '../wgsl/shader.js';

/** Threads of a workgroup: few, since there are few images and columns. */
export const softmaxGroupSize = 64;

export interface BranchSoftmaxRecord {
  /** Whether a column is four channels. */
  readonly vector: boolean;
}

type SoftmaxUniform = 'images' | 'branches' | 'columns';
const uniforms: readonly SoftmaxUniform[] = ['images', 'branches', 'columns'];

const elementOf = ({ vector }: BranchSoftmaxRecord): Element => (vector ? 'vec4f' : 'f32');

/** Returns `main`. The values of a thread are `first`, `first + u.columns`, and so on, `end` not included. */
const main = (record: BranchSoftmaxRecord, body: string): string => `
alias T = ${elementOf(record)};

@compute @workgroup_size(${softmaxGroupSize})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${softmaxGroupSize}u + local;
  let image = index / u.columns;
  if (image >= u.images) { return; }
  let first = image * u.branches * u.columns + index % u.columns;
  let end = first + u.branches * u.columns;
  ${body.trim()}
}`;

/** Differences to the largest value are at most 0, unless they are no numbers; exp() may lose those. */
const power = `
fn power(d: T) -> T {
  return select(exp(d), d, !(d <= T()));
}
`;

const loop = (body: string): string => `for (var at = first; at < end; at += u.columns) { ${body} }`;

/** Computes y from logits [images, branches, columns], of the same size. */
export const branchSoftmaxShader: Shader<BranchSoftmaxRecord, SoftmaxUniform> = {
  name: 'branchSoftmax',
  uniforms,
  write: (record) => ({
    inputs: { logits: elementOf(record) },
    outputs: { y: elementOf(record) },
    code: `${main(
      record,
      `
  var most = logits[first];
  ${loop('most = max(most, logits[at]);')}
  var sum = T();
  ${loop('sum += power(logits[at] - most);')}
  ${loop('y[at] = power(logits[at] - most) / sum;')}`,
    )}${power}`,
  }),
};

/** Computes dlogits from attention and dy, all [images, branches, columns]. */
export const branchSoftmaxBackpropShader: Shader<BranchSoftmaxRecord, SoftmaxUniform> = {
  name: 'branchSoftmaxBackprop',
  uniforms,
  write: (record) => ({
    inputs: { attention: elementOf(record), dy: elementOf(record) },
    outputs: { dlogits: elementOf(record) },
    code: main(
      record,
      `
  var mean = T();
  ${loop('mean += dy[at] * attention[at];')}
  ${loop('dlogits[at] = attention[at] * (dy[at] - mean);')}`,
    ),
  }),
};
