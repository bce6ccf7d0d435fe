import '../support/adapter.js';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp, installKernels, type Op, stockKernel } from 'sk-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../../src/device/deviceErrors.js';
import { work } from '../../src/gpu/workspace.js';
import { plugin } from '../../src/install.js';
import { start } from '../../src/node/start.js';
import type { Shader } from '../../src/wgsl/shader.js';

type Fault = 'none' | 'shader' | 'secondShader' | 'thirdShader' | 'fourthShader' | 'bindGroup' | 'workgroups';

/** The shader of y = 2 x, or of one of the ways in which it can fail. */
const double: Shader<{ readonly fault: Fault }, never> = {
  name: 'double',
  uniforms: [],
  write: ({ fault }) => ({
    inputs: { x: 'f32', ...(fault === 'bindGroup' && { absent: 'f32' }) },
    outputs: { y: 'f32' },
    code: `
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&y)) { return; }
  y[id.x] = 2.0 * x[id.x]${fault === 'bindGroup' ? ' * absent[id.x]' : ''};
  ${/shader/i.test(fault) ? 'nothing = 1;' : ''}
}`,
  }),
};

const skDouble: Op<{ x: tf.Tensor }, { fault: Fault }> = defineOp({
  kernelName: 'SkDouble',
  attrs: { fault: true },
  outputs: ({ x }: { x: { shape: number[] } }) => x.shape,
  composite: ({ x }) => tf.mul(x, 2),
});

const kernel = skDouble.kernel<WebGPUBackend>('webgpu', ({ x }, { fault }, backend) =>
  work('SkDouble', backend, (space) => {
    space.scratch([100]);
    const y = space.output(x.shape);
    const workgroups = [fault === 'workgroups' ? 1e5 : 1, 1, 1] as const;
    space.run(double, { fault }, { inputs: [x], outputs: [y], uniforms: {}, workgroups });
    return y;
  }),
);

const doubled = (x: tf.Tensor, fault: Fault): tf.Tensor => skDouble({ x }, { fault });
const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const held = (): readonly number[] => {
  const { numTensors, numDataBuffers } = tf.memory();
  return [numTensors, numDataBuffers, backend().numDataIds()];
};

/** The lines that Dawn and Node print. */
const printed = vi.spyOn(process.stderr, 'write');
const unhandled: unknown[] = [];
const remember = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', remember);
  await start({ allowSoftware: true });
  installKernels({ provider: 'the test', contractVersion: 1, kernels: [kernel] });
});

afterEach(() => {
  expect(unhandled).toEqual([]);
});

afterAll(() => {
  process.off('unhandledRejection', remember);
});

async function failureOf(run: () => Promise<unknown>): Promise<Error> {
  return run().then(
    () => {
      throw new Error('nothing failed');
    },
    (error: Error) => error,
  );
}

describe('a kernel that the device refuses', () => {
  it.each([
    ['shader', /SkDouble failed on the device: Error while parsing WGSL.*unresolved value 'nothing'/],
    ['bindGroup', /SkDouble failed on the device: Number of entries \(2\) did not match/],
  ] as const)(
    'for its %s ends in one error with its name, and nothing else is lost',
    async (fault, message) => {
      const before = held();
      const x = tf.tensor1d([1, 2, 3]);
      const beside = doubled(x, 'none');
      let y: tf.Tensor | undefined;
      const error = await failureOf(async () => {
        y = doubled(x, fault);
        await y.data();
      });
      expect(error).toBeInstanceOf(DeviceError);
      expect(error).toMatchObject({ op: 'SkDouble', message: expect.stringMatching(message) });

      const z = doubled(x, 'none');
      expect([...(await z.data())]).toEqual([2, 4, 6]);
      expect([...(await beside.data())]).toEqual([2, 4, 6]);
      tf.dispose([x, beside, z, ...(y === undefined ? [] : [y])]);
      expect(held()).toEqual(before);
    },
  );

  it('ends in it at the next kernel where nobody reads', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = doubled(x, 'secondShader');
    await backend().queue.onSubmittedWorkDone();
    expect(() => tf.relu(x)).toThrow(DeviceError);
    const z = tf.relu(x);
    expect([...(await z.data())]).toEqual([1, 2, 3]);
    tf.dispose([x, y, z]);
  });

  it('fails again at each further use, at once and without a leak', async () => {
    const x = tf.tensor1d([1]);
    const before = held();
    for (const _ of [1, 2]) expect(() => doubled(x, 'shader')).toThrow(/SkDouble failed on the device/);
    expect(held()).toEqual(before);
    expect([...(await x.data())]).toEqual([1]);
    x.dispose();
  });

  it('while a function is recorded ends the call, and the next calls are recorded and replayed', async () => {
    let fault: Fault = 'none';
    const captured = plugin.capture<'x', 'y'>(({ x }) => ({ y: doubled(x, fault) }));
    const call = async (): Promise<number[]> => {
      const { y } = await captured.call({ x: { values: Float32Array.of(1, 2, 3), shape: [3] } });
      return [...y];
    };
    const before = held();
    expect(await call()).toEqual([2, 4, 6]);
    fault = 'fourthShader';
    expect(await failureOf(call)).toBeInstanceOf(DeviceError);
    expect(held()).toEqual(before);
    fault = 'none';
    for (let i = 0; i < 4; i++) expect(await call()).toEqual([2, 4, 6]);
    expect(captured.replays).toBeGreaterThan(0);
    captured.dispose();
    expect(held()).toEqual(before);
  });

  it('for its number of workgroups fails at once', () => {
    const x = tf.tensor1d([1]);
    const before = held();
    expect(() => doubled(x, 'workgroups')).toThrow(/SkDouble .*100000 x 1 x 1 workgroups.* 65535/);
    expect(held()).toEqual(before);
    x.dispose();
  });

  it('fails for all reads that were waiting', async () => {
    const x = tf.tensor1d([1]);
    const ys = [doubled(x, 'thirdShader'), doubled(x, 'none')];
    const results = await Promise.allSettled(ys.map((y) => y.data()));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    tf.dispose([x, ...ys]);
  });

  it('is named where it is a program of tfjs', async () => {
    const { kernelFunc } = stockKernel('PadV2', 'webgpu') as tf.KernelConfig;
    const x = tf.ones([1, 1, 1, 1, 2]);
    const paddings = [...Array(4).fill([0, 0]), [1, 0]];
    const pad = (): tf.TensorInfo =>
      kernelFunc({
        inputs: { x },
        attrs: { paddings, constantValue: 0 } as unknown as tf.NamedAttrMap,
        backend: backend(),
      }) as tf.TensorInfo;
    const before = held();
    const { dataId } = pad();
    const error = await failureOf(() => backend().read(dataId));
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ op: "tfjs's pad", message: expect.stringMatching(/cannot index type/) });
    backend().disposeData(dataId);
    for (const _ of [1, 2]) expect(pad).toThrow(/tfjs's pad failed on the device: .*cannot index type/);
    expect(held()).toEqual(before);
    const y = tf.pad(x, paddings as [number, number][]);
    expect([...(await y.data())]).toEqual([0, 1, 1]);
    tf.dispose([x, y]);
  });

  it('prints nothing', () => {
    expect(printed.mock.calls.map(([text]) => String(text)).filter((text) => /error/i.test(text))).toEqual(
      [],
    );
  });
});
