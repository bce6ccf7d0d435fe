/**
 * The gradient of a direct convolution with respect to its filter. A thread holds one row of taps for a block of four
 * channels by four filters, and reads each dy once for all of them. Threads of a workgroup share a slice of the
 * output's rows: some take other blocks, some other pixels, whose sums are added in workgroup memory at the end.
 */
import { builtins } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import type { DirectRecord } from './directForward.js';

const blockThreads = 128;

export interface DirectFilterGradientRecord extends DirectRecord {
  /** Blocks that a workgroup works on at a time. Its other threads take other pixels. */
  readonly blockLanes: number;
}

/**
 * The shader. Inputs x, dy. Output [slices, kh, kw, C / groups, O]. Workgroups: kernel rows by slices, then blocks.
 */
export const directFilterGradientShader: Shader<
  DirectFilterGradientRecord,
  ConvUniform | 'blocks' | 'sliceRows'
> = {
  name: 'convDirectFilterGradient',
  uniforms: [...convUniforms, 'blocks', 'sliceRows'],
  write: ({ kernel: [kh, kw], channelVectors, filterVectors, blockLanes }) => {
    const isDepthwise = channelVectors === 0;
    const pixelLanes = blockThreads / blockLanes;
    const parts = isDepthwise ? [0] : [0, 1, 2, 3];
    const taps = Array.from({ length: kw }, (_, j) => j);
    const sums = taps.flatMap((j) => parts.map((part) => ({ j, part, name: `sum${j}_${part}` })));
    const each = (of: (sum: (typeof sums)[number]) => string): string => sums.map(of).join('\n  ');
    return {
      inputs: { x: 'vec4f', dy: 'vec4f' },
      outputs: { parts: 'vec4f' },
      code: `
${signedSizes}
var<workgroup> meeting: array<vec4f, ${blockThreads}>;

@compute @workgroup_size(${blockThreads})
fn main(${builtins}) {
  let i = workgroup.x % ${kh}u;
  let slice = workgroup.x / ${kh}u;
  let lane = local % ${blockLanes}u;
  let pixelLane = local / ${blockLanes}u;
  let wanted = workgroup.y * ${blockLanes}u + lane;
  let block = min(wanted, u.blocks - 1u);
  ${
    isDepthwise
      ? 'let xVector = block;\n  let dyVector = block;'
      : `let group = block / ${channelVectors * filterVectors}u;
  let channelVector = (block / ${filterVectors}u) % ${channelVectors}u;
  let xVector = group * ${channelVectors}u + channelVector;
  let dyVector = group * ${filterVectors}u + block % ${filterVectors}u;`
  }
  let inVectors = u.channels / 4u;
  let outVectors = u.filters / 4u;
  let lastRow = min((slice + 1u) * u.sliceRows, u.images * u.outHeight);
  ${each(({ name }) => `var ${name} = vec4f();`)}
  for (var row = slice * u.sliceRows; row < lastRow; row++) {
    let y0 = i32(row % u.outHeight) * stride().x - padding().x + i32(i) * dilation().x;
    if (y0 < 0 || y0 >= size().x) { continue; }
    let line = ((row / u.outHeight) * u.height + u32(y0)) * u.width;
    for (var column = pixelLane; column < u.outWidth; column += ${pixelLanes}u) {
      let slope = dy[(row * u.outWidth + column) * outVectors + dyVector];
      let corner = i32(column) * stride().y - padding().y;
      ${taps
        .map(
          (j) => `let x${j} = corner + ${j} * dilation().y;
      if (x${j} >= 0 && x${j} < size().y) {
        let value = x[(line + u32(x${j})) * inVectors + xVector];
        ${parts.map((part) => `sum${j}_${part} += ${isDepthwise ? 'value' : `value[${part}]`} * slope;`).join('\n        ')}
      }`,
        )
        .join('\n      ')}
    }
  }
  let tap = (slice * ${kh}u + i) * ${kw}u;
  ${each(({ j, part, name }) => meet(name, pixelLanes, blockLanes, placeOf(j, part, isDepthwise, channelVectors)))}
}`,
    };
  },
};

/** Returns the address of a vector of results, in vectors. */
function placeOf(tap: number, part: number, isDepthwise: boolean, channelVectors: number): string {
  if (isDepthwise) return `(tap + ${tap}u) * outVectors + dyVector`;
  return `((tap + ${tap}u) * ${channelVectors * 4}u + channelVector * 4u + ${part}u) * outVectors + dyVector`;
}

/** Adds the sums of the pixel lanes, in order. */
function meet(sum: string, pixelLanes: number, blockLanes: number, place: string): string {
  if (pixelLanes === 1) return `if (wanted < u.blocks) { parts[${place}] = ${sum}; }`;
  return `meeting[local] = ${sum};
  workgroupBarrier();
  if (pixelLane == 0u && wanted < u.blocks) {
    var total = ${sum};
    for (var other = 1u; other < ${pixelLanes}u; other++) { total += meeting[other * ${blockLanes}u + lane]; }
    parts[${place}] = total;
  }
  workgroupBarrier();`;
}
