/** Promises about kernels: how they replace composites, which are refused, and what a kernel may return. */

import type { DataType, KernelConfig, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  ContractError,
  contractVersion,
  defineOp,
  elementAt,
  fuse,
  installKernels,
  type KernelSet,
  kernelOrigin,
  ShapeError,
} from 'sk-core';
import { expect } from 'vitest';
import { close } from '../numbers/close.js';
import { tuple } from '../numbers/tuple.js';
import { type ContractCase, noisy } from './contractCase.js';
import { broken, refused, same, sharedSums, sums } from './contractOps.js';

/** Name of a kernel that every tfjs backend has, and that no case of these suites runs. */
const stockKernelName = 'Cosh';

const provided = (kernels: readonly KernelConfig[], provider = 'sk-test-plugin'): KernelSet => ({
  provider,
  contractVersion,
  kernels,
});

/** Returns the cases of a backend. */
export function kernelContract(backendName: string): readonly ContractCase[] {
  const ran: string[] = [];
  const sumsKernel = sums.kernel(backendName, ({ terms }) => {
    ran.push('sums');
    const [a, b] = tuple(terms as readonly Tensor[], 2);
    return { difference: tf.sub(a, b), sum: tf.add(a, b) };
  });
  const origin = (kernelName: string): string => kernelOrigin(kernelName, backendName);

  return [
    {
      name: 'one line in a profile for each op, under its own name',
      run: async () => {
        const branches = [noisy([1, 2, 2, 3], 1), noisy([1, 2, 2, 3], 2)];
        const { kernels } = await tf.profile(() => fuse({ branches }));
        expect(kernels.filter(({ name }) => name === 'SkFuse')).toEqual([
          expect.objectContaining({
            inputShapes: [
              [1, 2, 2, 3],
              [1, 2, 2, 3],
            ],
            outputShapes: [[1, 3]],
          }),
        ]);
      },
    },
    {
      name: 'a kernel takes the place of a composite that already ran, and has its gradient',
      run: async () => {
        const terms = [noisy([3], 1), noisy([3], 2)];
        const loss = (a: Tensor, b: Tensor): Tensor => {
          const { sum, difference } = sums({ terms: [a, b] });
          return tf.add(tf.mul(sum, 2), difference);
        };
        const composite = await values([
          sums({ terms }).sum,
          sums({ terms }).difference,
          ...tf.grads(loss)(terms),
        ]);
        expect([origin('SkTestSums'), ran]).toEqual(['composite', []]);
        installKernels(provided([sumsKernel]));
        installKernels(provided([sumsKernel]));
        const { sum, difference } = sums({ terms });
        expect([origin('SkTestSums'), ran]).toEqual(['plugin', ['sums']]);
        const plugin = await values([sum, difference, ...tf.grads(loss)(terms)]);
        for (const [k, v] of plugin.entries()) close(v, elementAt(composite, k), `value ${k}`);
      },
    },
    {
      name: 'no kernel is asked about an empty tensor',
      run: () => {
        ran.length = 0;
        const { sum, difference } = sums({ terms: [tf.zeros([0, 3]), tf.zeros([0, 3])] });
        expect([sum.shape, difference.shape, ran]).toEqual([[0, 3], [0, 3], []]);
      },
    },
    {
      name: 'a kernel for another contract is refused, and nothing installed',
      run: () => {
        const set = {
          ...provided([refused.kernel(backendName, ({ x }) => x)]),
          contractVersion: contractVersion + 1,
        };
        expect(() => installKernels(set)).toThrow(ContractError);
        expect(() => installKernels(set)).toThrow(
          `sk-test-plugin was built for op contract ${contractVersion + 1}`,
        );
        expect(origin('SkTestRefused')).toBe('none');
      },
    },
    {
      name: 'a second provider of one kernel is refused, and nothing installed',
      run: () => {
        const set = provided([refused.kernel(backendName, ({ x }) => x), sumsKernel], 'sk-test-other');
        expect(() => installKernels(set)).toThrow(/sk-test-other.*SkTestSums.*sk-test-plugin/);
        expect(origin('SkTestRefused')).toBe('none');
      },
    },
    {
      name: 'a stock kernel is replaced only where overrides names it',
      run: async () => {
        const stock = tf.getKernel(stockKernelName, backendName);
        const ours: KernelConfig = {
          kernelName: stockKernelName,
          backendName,
          kernelFunc: ({ inputs: { x } }) => tf.mul(x as Tensor, 3),
        };
        const set = provided([ours], 'sk-test-stock');
        expect(() => installKernels(set)).toThrow(/sk-test-stock.*stock kernel Cosh/);
        expect(() => installKernels(set, { overrides: [stockKernelName, 'Kosh'] })).toThrow(
          /sk-test-stock overrides Kosh/,
        );
        expect(origin(stockKernelName)).toBe('stock');
        installKernels(set, { overrides: [stockKernelName] });
        try {
          expect(origin(stockKernelName)).toBe('plugin');
          close(await tf.cosh(tf.tensor1d([2])).data(), [6], 'replaced cosh');
        } finally {
          tf.unregisterKernel(stockKernelName, backendName);
          tf.registerKernel(stock);
        }
        close(await tf.cosh(tf.tensor1d([0])).data(), [1], 'stock cosh');
      },
    },
    {
      name: 'a kernel may return its input: the two are freed apart',
      run: async () => {
        installKernels(provided([same.kernel(backendName, ({ x }) => x)], 'sk-test-same'));
        const [x, kept] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([4, 5])];
        const y = same({ x });
        x.dispose();
        close(await y.data(), [1, 2, 3], 'output after its input was freed');
        same({ x: kept }).dispose();
        close(await kept.data(), [4, 5], 'input after its output was freed');
        close(
          await tf
            .grad((p: Tensor) => same({ x: p }))(kept, kept)
            .data(),
          [4, 5],
          'gradient',
        );
      },
    },
    {
      name: 'a kernel may return one buffer under two names: the two are freed apart',
      run: async () => {
        const kernel = sharedSums.kernel<tf.KernelBackend>(backendName, (_, __, backend) => {
          const dataId = backend.write(Float32Array.of(1, 3), [2], 'float32');
          const both: TensorInfo = { dataId, shape: [2], dtype: 'float32' };
          return { sum: both, difference: both };
        });
        installKernels(provided([kernel], 'sk-test-shared'));
        const { sum, difference } = sharedSums({ terms: [tf.tensor1d([1, 2]), tf.tensor1d([0, 1])] });
        sum.dispose();
        close(await difference.data(), [1, 3], 'second output after the first was freed');
      },
    },
    {
      name: 'a kernel that breaks its promise of a shape is named',
      run: () => {
        const kernel = broken.kernel(backendName, ({ x }) => tf.concat([x as Tensor, x as Tensor]));
        installKernels(provided([kernel], 'sk-test-broken'));
        expect(() => broken({ x: tf.zeros([3]) })).toThrow(ContractError);
        expect(() => broken({ x: tf.zeros([3]) })).toThrow(/SkTestBroken.*\[3\].*\[6\]/);
      },
    },
    {
      name: 'an input and an output of one name are refused',
      run: () => {
        // @ts-expect-error an input is called as the output is
        const clash = defineOp<{ readonly y: Tensor }, object, Tensor>({
          kernelName: 'SkTestClash',
          outputs: ({ y }) => y.shape,
          composite: ({ y }) => tf.mul(y, 2),
        });
        expect(() => clash({ y: tf.zeros([1]) })).toThrow(/testClash: input and output are both called y/);
      },
    },
    {
      name: 'tensors of other types are refused, with the way to mend it',
      run: () => {
        const otherTypes: readonly DataType[] = ['int32', 'bool'];
        for (const dtype of otherTypes) {
          const branches = [tf.zeros([1, 1, 1, 2], dtype)];
          expect(() => fuse({ branches })).toThrow(ShapeError);
          expect(() => fuse({ branches })).toThrow(new RegExp(`fuse.*float32.*${dtype}.*tf\\.cast`));
        }
      },
    },
  ];
}

function values(tensors: readonly Tensor[]): Promise<ArrayLike<number>[]> {
  return Promise.all(tensors.map((t) => t.data()));
}
