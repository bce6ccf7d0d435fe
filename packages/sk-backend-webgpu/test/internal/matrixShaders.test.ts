/** The tiles of subgroup matrices, as Dawn's compiler takes them on its null device, which computes nothing. */
import { beforeAll, describe, expect, it } from 'vitest';
import { startDawn } from '../../src/node/dawn.js';
import { tileThreads } from '../../src/shaders/convolution/tileSize.js';
import { matrixSamples, matrixUnits } from './support/convolutionShaders.js';

let device: GPUDevice;

/** Tells what the device says of a shader; nothing where it takes it. */
async function messagesOf(code: string): Promise<readonly string[]> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const { messages } = await module.getCompilationInfo();
  const error = await device.popErrorScope();
  return [...messages.map(({ message }) => message), ...(error === null ? [] : [error.message])];
}

/** Subgroups of the null device may have 128 threads, and a workgroup that multiplies matrices wants whole ones. */
const onNullDevice = (text: string): string =>
  text.replace(`@workgroup_size(${tileThreads})`, `@workgroup_size(${device.adapterInfo.subgroupMaxSize})`);

beforeAll(async () => {
  await startDawn(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Dawn has no null adapter');
  device = await adapter.requestDevice({
    requiredFeatures: ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix' as GPUFeatureName],
  });
});

describe.each(matrixUnits)('tiles of matrices $m x $n x $k, $subgroup threads', (unit) => {
  it('compile without a message in all forms', async () => {
    const samples = matrixSamples(unit);
    expect(new Set(samples.map(({ title }) => title)).size).toBe(samples.length);
    for (const { title, text } of samples) expect(await messagesOf(onNullDevice(text)), title).toEqual([]);
  });

  it('are refused where something is wrong with them', async () => {
    const text = onNullDevice(matrixSamples(unit).find(({ text: t }) => t.includes('col_major'))?.text ?? '');
    const wrong: readonly [string | RegExp, string, RegExp][] = [
      [
        'subgroup_matrix_result<f32, ',
        'subgroup_matrix_result<u32, ',
        /no matching call to 'subgroupMatrixMultiply/,
      ],
      ['col_major', 'column_major', /column_major/],
      [/, 6u\);/, ', 1u);', /must be greater than the minimum stride/],
      ['array<vec4<f16>', 'array<vec4<f64>', /f64/],
      ['enable f16;', '', /f16/],
      [/workgroupBarrier\(\);/, 'if (local == 0u) { workgroupBarrier(); }', /uniform/],
      [/@workgroup_size\(\d+\)/, '@workgroup_size(1000)', /workgroup/i],
    ];
    for (const [from, to, says] of wrong) {
      expect((await messagesOf(text.replace(from, to))).join('\n')).toMatch(says);
    }
  });
});
