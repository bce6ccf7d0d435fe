/** Softmax cross entropy with label smoothing, one workgroup for each image. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

const entropyGroupSize = 128;

type EntropyUniform = 'images' | 'classes' | 'notANumber' | 'smoothing';

/** Bits of a NaN, which the source of a shader cannot hold. */
export const notANumber = 0x7fc00000;

/** Returns a function that reduces the values of all threads to one, which every thread gets. */
const overThreads = (name: string, both: string): string => `
fn ${name}(local: u32, own: f32) -> f32 {
  parts[local] = own;
  workgroupBarrier();
  for (var half = ${entropyGroupSize / 2}u; half > 0u; half /= 2u) {
    if (local < half) { parts[local] = ${both}; }
    workgroupBarrier();
  }
  let all = parts[0];
  workgroupBarrier();
  return all;
}
`;

const shared = `
var<workgroup> parts: array<f32, ${entropyGroupSize}>;
${overThreads('largest', 'max(parts[local], parts[local + half])')}${overThreads('total', 'parts[local] + parts[local + half]')}
// By bits, since comparisons may take for granted that there is no NaN.
fn isClass(label: f32) -> bool {
  let bits = bitcast<u32>(label);
  return u32(label) < u.classes && (bits == bitcast<u32>(f32(u32(label))) || bits == 0x80000000u);
}

@compute @workgroup_size(${entropyGroupSize})
fn main(${builtins}) {
  let image = ${lineIndex};
  if (image >= u.images) { return; }
  let first = image * u.classes;
  var own = logits[first];
  ${loop('own = max(own, logits[first + k]);')}
  let most = largest(local, own);
  own = 0.0;
  ${loop('own += exp(logits[first + k] - most);')}
  let sum = total(local, own);
  let label = labels[image];
  let none = bitcast<f32>(u.notANumber);`;

function loop(body: string): string {
  return `for (var k = local; k < u.classes; k += ${entropyGroupSize}u) { ${body} }`;
}

const uniforms: readonly EntropyUniform[] = ['images', 'classes', 'notANumber'];
const floats: readonly EntropyUniform[] = ['smoothing'];

/** Computes y [images] from logits [images, classes] and labels [images]. */
export const crossEntropyShader: Shader<object, EntropyUniform> = {
  name: 'softmaxCrossEntropy',
  uniforms,
  floats,
  write: () => ({
    inputs: { logits: 'f32', labels: 'f32' },
    outputs: { y: 'f32' },
    code: `${shared}
  own = 0.0;
  ${loop('own += most - logits[first + k];')}
  let below = total(local, own) / f32(u.classes);
  if (local > 0u) { return; }
  let ofLabel = most - logits[first + min(u32(label), u.classes - 1u)];
  let loss = log(sum) + (1.0 - u.smoothing) * ofLabel + u.smoothing * below;
  y[image] = select(none, loss, isClass(label));
}`,
  }),
};

/** Computes dlogits [images, classes] from logits [images, classes], labels [images] and dy [images]. */
export const crossEntropyBackpropShader: Shader<object, EntropyUniform> = {
  name: 'softmaxCrossEntropyBackprop',
  uniforms,
  floats,
  write: () => ({
    inputs: { logits: 'f32', labels: 'f32', dy: 'f32' },
    outputs: { dlogits: 'f32' },
    code: `${shared}
  let scale = dy[image];
  let even = u.smoothing / f32(u.classes);
  let isRight = isClass(label);
  ${loop(`
    let wanted = even + select(0.0, 1.0 - u.smoothing, k == u32(label));
    let d = scale * (exp(logits[first + k] - most) / sum - wanted);
    dlogits[first + k] = select(none, d, isRight);
  `)}
}`,
  }),
};
