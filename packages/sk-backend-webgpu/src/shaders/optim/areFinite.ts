/** Whether tensors have a value that is not finite. */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';

const threads = 256;
/** Values that a workgroup looks at. */
const groupValues = 16 * threads;

/** The tensors of one dispatch: few devices bind more than 10 buffers. */
type Slot = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const slots: readonly Slot[] = [0, 1, 2, 3, 4, 5, 6, 7];
export const mostChecked: number = slots.length;

export interface FiniteRecord {
  /** Number of tensors of a dispatch. */
  readonly tensors: number;
}

/** Uniforms: for each tensor its size, and the workgroup after its last. */
type FiniteUniform = `${'size' | 'end'}${Slot}`;

/** The threads of a workgroup say what they have found; the first writes `flags[at]`. Compilers may assume that there are no infinite numbers and no NaN: the bits tell. */
const agree = (at: string): string => `
  found[local] = isFine;
  workgroupBarrier();
  for (var reach = ${threads / 2}u; reach > 0u; reach /= 2u) {
    if (local < reach) { found[local] = min(found[local], found[local + reach]); }
    workgroupBarrier();
  }
  if (local == 0u) { flags[${at}] = f32(found[0]); }`;

/** The shader. Inputs x0, x1, ...; output flags, of which each workgroup writes one: 1 where all that it has seen is finite. */
export const finitePartsShader: Shader<FiniteRecord, FiniteUniform | 'first'> = {
  name: 'finiteParts',
  uniforms: [...slots.flatMap((i): FiniteUniform[] => [`size${i}`, `end${i}`]), 'first'],
  write: ({ tensors }) => {
    const used = slots.slice(0, tensors);
    return {
      inputs: Object.fromEntries(used.map((i) => [`x${i}`, 'f32'])),
      outputs: { flags: 'f32' },
      code: `
var<workgroup> found: array<u32, ${threads}>;
fn fine(value: f32) -> u32 { return select(1u, 0u, (bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u); }
${used.map(look).join('\n')}

@compute @workgroup_size(${threads})
fn main(${builtins}) {
  let place = ${lineIndex};
  if (place >= u.end${used.length - 1}) { return; }
  var isFine = 1u;
  ${used.map((i) => `${i === 0 ? '' : 'else '}if (place < u.end${i}) { isFine = look${i}(place - ${i === 0 ? '0u' : `u.end${i - 1}`}, local); }`).join('\n  ')}
  ${agree('u.first + place')}
}`,
    };
  },
};

const look = (i: Slot): string => `
fn look${i}(part: u32, local: u32) -> u32 {
  var isFine = 1u;
  let end = min((part + 1u) * ${groupValues}u, u.size${i});
  for (var at = part * ${groupValues}u + local; at < end; at += ${threads}u) { isFine = min(isFine, fine(x${i}[at])); }
  return isFine;
}`;

/** The shader, of one workgroup. Input parts, as {@link finitePartsShader} writes them; output flags [1]: the least of them. */
export const finiteShader: Shader<Record<never, never>, 'size'> = {
  name: 'finite',
  uniforms: ['size'],
  write: () => ({
    inputs: { parts: 'f32' },
    outputs: { flags: 'f32' },
    code: `
var<workgroup> found: array<u32, ${threads}>;

@compute @workgroup_size(${threads})
fn main(${builtins}) {
  var isFine = 1u;
  for (var at = local; at < u.size; at += ${threads}u) { isFine = min(isFine, u32(parts[at])); }
  ${agree('0')}
}`,
  }),
};

/** Returns the uniforms of a dispatch over tensors of some sizes, and its number of workgroups. Slots without a tensor are empty. */
export function finiteUniforms(sizes: readonly number[]): {
  uniforms: Readonly<Record<FiniteUniform, number>>;
  count: number;
} {
  let count = 0;
  const ofSlots = slots.map((i) => {
    const size = sizes[i] ?? 0;
    count += Math.ceil(size / groupValues);
    return { [`size${i}`]: size, [`end${i}`]: count };
  });
  return { uniforms: Object.assign({}, ...ofSlots) as Record<FiniteUniform, number>, count };
}
