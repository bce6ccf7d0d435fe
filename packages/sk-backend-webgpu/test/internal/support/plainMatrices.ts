/**
 * The tiles of subgroup matrices on devices that have none: float32 loops over the same workgroup memory in their place. Each
 * thread of a subgroup has every so-manieth sum of a matrix, and float16 memory holds float32 numbers that are rounded.
 */
import type { MatrixUnit } from '../../../src/shaders/convolution/matrixTile.js';
import { roundFunction } from '../../../src/shaders/convolution/tile.js';

/** Returns the one group of all matches, which are to agree. */
function agreed(text: string, pattern: RegExp): readonly string[] {
  const found = new Set([...text.matchAll(pattern)].map(([, ...groups]) => groups.join(' ')));
  const [only, ...others] = [...found];
  if (only === undefined || others.length > 0)
    throw new Error(`${pattern} finds ${[...found].join(' and ')}`);
  return only.split(' ');
}

/** Returns an element of a side, at (down, across) of the matrix whose first vector is `first`. */
function element(side: 'left' | 'right', text: string, down: string, across: string): string {
  const [major, pitch] = agreed(
    text,
    new RegExp(
      `subgroupMatrixLoad<subgroup_matrix_${side}<f16, \\d+, \\d+>, (\\w+)>\\(&${side}, .*, (\\d+)u\\)`,
      'g',
    ),
  );
  const [slow, fast] = major === 'row_major' ? [down, across] : [across, down];
  return `${side}[${side}First + ${slow} * ${pitch}u + ${fast} / 4u][${fast} % 4u]`;
}

/** Returns the text of a shader without matrices of subgroups; other texts stay as they are. */
export function withPlainMatrices(text: string, { m, n, k, subgroup }: MatrixUnit): string {
  if (!text.includes('subgroup_matrix')) return text;
  const sums = `array<f32, ${(m * n) / subgroup}>`;
  const eachSum = `for (var e = 0u; e < ${(m * n) / subgroup}u; e++) {
    let row = (lane + e * ${subgroup}u) / ${n}u;
    let column = (lane + e * ${subgroup}u) % ${n}u;`;
  const functions = `${roundFunction}
fn multiply(leftFirst: u32, rightFirst: u32, lane: u32, sum: ptr<function, ${sums}>) {
  ${eachSum}
    for (var step = 0u; step < ${k}u; step++) {
      (*sum)[e] += ${element('left', text, 'row', 'step')} * ${element('right', text, 'step', 'column')};
    }
  }
}
fn keep(first: u32, lane: u32, sum: ptr<function, ${sums}>, pitch: u32) {
  ${eachSum}
    sums[first + row * pitch + column] = (*sum)[e];
  }
}`;
  const plain = text
    .replace(/^enable .*;\n/gm, '')
    .replace(/array<vec4<f16>, /g, 'array<vec4f, ')
    .replaceAll('vec4<f16>(', 'round16(')
    .replace(
      /, @builtin\(subgroup_id\) subgroup: u32\) \{/,
      `) {\n  let subgroup = local / ${subgroup}u;\n  let lane = local % ${subgroup}u;`,
    )
    .replace(/subgroupMatrixLoad<.*, \w+_major>\(&\w+, (.*), \d+u\);/g, '$1;')
    .replace(/subgroup_matrix_result<f32, \d+, \d+>/g, sums)
    .replace(
      /\w+ = subgroupMatrixMultiplyAccumulate\((\w+), (\w+), (\w+)\);/g,
      'multiply($1, $2, lane, &$3);',
    )
    .replace(/subgroupMatrixStore<row_major>\(&sums, (.*), (\w+), (\d+u)\);/g, 'keep($1, lane, &$2, $3);');
  const left = /subgroup_?matrix|f16>/i.exec(plain);
  if (left !== null) throw new Error(`${left[0]} is left in\n${plain}`);
  return plain.replace('@compute', `${functions}\n@compute`);
}
