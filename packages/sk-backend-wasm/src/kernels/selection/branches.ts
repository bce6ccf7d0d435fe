/** Fuse, softmax over branches and Select, with their gradients. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import {
  branchSoftmax,
  branchSoftmaxBackprop,
  elementAt,
  fuse,
  fuseBackprop,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
  selectFuseBackprop,
} from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { type Workspace, work } from '../../heap/workspace.js';

export const branchKernels: readonly KernelConfig[] = [
  fuse.kernel<BackendWasm>('wasm', ({ branches }, _, backend) =>
    work('SkFuse', backend, (space) => {
      const { n, pixels, c } = sizesOf(elementAt(branches, 0));
      const y = space.output([n, c]);
      const to = space.pointer(y);
      const m = branches.length;
      space.run(
        'fuse',
        space.ranges(n, 1, m * n * pixels * c * 0.2).map(({ begin, end }) => {
          const list = pointerList(space, branches, begin * pixels * c);
          return [list, m, to + begin * c * 4, end - begin, pixels, c, space.scratch(c * 8)];
        }),
      );
      return y;
    }),
  ),
  fuseBackprop.kernel<BackendWasm>('wasm', ({ dy }, { shape }, backend) =>
    work('SkFuseBackprop', backend, (space) => {
      const dx = space.output(shape);
      const { n, pixels, c } = sizesOf(dx);
      const [from, to] = [space.pointer(dy), space.pointer(dx)];
      space.run(
        'fuseGradient',
        space
          .ranges(n, 1, n * pixels * c * 0.2)
          .map(({ begin, end }) => [
            from + begin * c * 4,
            to + begin * pixels * c * 4,
            end - begin,
            pixels,
            c,
          ]),
      );
      return dx;
    }),
  ),
  branchSoftmax.kernel<BackendWasm>('wasm', ({ logits }, _, backend) =>
    work('SkBranchSoftmax', backend, (space) => {
      const [n, m, c] = logits.shape as [number, number, number];
      const y = space.output(logits.shape);
      space.kernels.branchSoftmax(space.pointer(logits), space.pointer(y), n, m, c);
      return y;
    }),
  ),
  branchSoftmaxBackprop.kernel<BackendWasm>('wasm', ({ attention, dy }, _, backend) =>
    work('SkBranchSoftmaxBackprop', backend, (space) => {
      const [n, m, c] = attention.shape as [number, number, number];
      const dx = space.output(attention.shape);
      space.kernels.branchSoftmaxGradient(
        space.pointer(attention),
        space.pointer(dy),
        space.pointer(dx),
        n,
        m,
        c,
      );
      return dx;
    }),
  ),
  select.kernel<BackendWasm>('wasm', ({ branches, attention }, _, backend) =>
    work('SkSelect', backend, (space) => {
      const first = elementAt(branches, 0);
      const { n, pixels, c } = sizesOf(first);
      const y = space.output(first.shape);
      const [weights, to] = [space.pointer(attention), space.pointer(y)];
      const m = branches.length;
      const parts = space.ranges(n, 1, m * n * pixels * c * 0.3).map(({ begin, end }) => ({
        images: end - begin,
        skip: begin * pixels * c,
        attention: weights + begin * m * c * 4,
      }));
      if (m === 2) {
        const [u, v] = branches.map((branch) => space.pointer(branch)) as [number, number];
        space.run(
          'select2',
          parts.map(({ images, skip, attention: row }) => [
            u + skip * 4,
            v + skip * 4,
            row,
            to + skip * 4,
            images,
            pixels,
            c,
          ]),
        );
      } else {
        space.run(
          'select',
          parts.map(({ images, skip, attention: row }) => [
            pointerList(space, branches, skip),
            m,
            row,
            to + skip * 4,
            images,
            pixels,
            c,
          ]),
        );
      }
      return y;
    }),
  ),
  selectBackpropBranch.kernel<BackendWasm>('wasm', ({ dy, attention }, { branch }, backend) =>
    work('SkSelectBackpropBranch', backend, (space) => {
      const { n, pixels, c } = sizesOf(dy);
      const dx = space.output(dy.shape);
      const count = elementAt(attention.shape, 1);
      const [from, weights, to] = [space.pointer(dy), space.pointer(attention), space.pointer(dx)];
      space.run(
        'selectBranchGradient',
        space.ranges(n, 1, n * pixels * c * 0.2).map(({ begin, end }) => {
          const skip = begin * pixels * c * 4;
          const row = weights + begin * count * c * 4;
          return [from + skip, row, to + skip, end - begin, pixels, c, count, branch];
        }),
      );
      return dx;
    }),
  ),
  selectFuseBackprop.kernel<BackendWasm>('wasm', ({ dy, attention, ds }, { branch }, backend) =>
    work('SkSelectFuseBackprop', backend, (space) => {
      const { n, pixels, c } = sizesOf(dy);
      const outputs = { first: space.output(dy.shape), second: space.output(dy.shape) };
      const count = elementAt(attention.shape, 1);
      const [from, weights, means] = [space.pointer(dy), space.pointer(attention), space.pointer(ds)];
      const [first, second] = [space.pointer(outputs.first), space.pointer(outputs.second)];
      space.run(
        'selectFuseGradient',
        space.ranges(n, 1, n * pixels * c * 0.4).map(({ begin, end }) => {
          const skip = begin * pixels * c * 4;
          const [row, mean] = [weights + begin * count * c * 4, means + begin * c * 4];
          const images = end - begin;
          return [
            ...([from + skip, row, mean, first + skip, second + skip] as const),
            ...([images, pixels, c, count, branch, space.scratch(c * 4)] as const),
          ];
        }),
      );
      return outputs;
    }),
  ),
  selectBackpropAttention.kernel<BackendWasm>('wasm', ({ branches, dy }, _, backend) =>
    work('SkSelectBackpropAttention', backend, (space) => {
      const { n, pixels, c } = sizesOf(dy);
      const m = branches.length;
      const to = space.output([n, m, c]);
      const [from, sums] = [space.pointer(dy), space.pointer(to)];
      space.run(
        'selectAttentionGradient',
        space.ranges(n, 1, m * n * pixels * c * 0.2).map(({ begin, end }) => {
          const skip = begin * pixels * c;
          return [
            pointerList(space, branches, skip),
            m,
            from + skip * 4,
            sums + begin * m * c * 4,
            end - begin,
            pixels,
            c,
            space.scratch(m * c * 8),
          ];
        }),
      );
      return to;
    }),
  ),
];

function sizesOf({ shape }: TensorInfo): { readonly n: number; readonly pixels: number; readonly c: number } {
  const [n, h, w, c] = shape as [number, number, number, number];
  return { n, pixels: h * w, c };
}

/** Writes a list of addresses: of each branch's floats from number `skip` on. Returns the list's address. */
function pointerList(space: Workspace, branches: readonly TensorInfo[], skip: number): number {
  const list = space.scratch(branches.length * 4);
  space.words(list, branches.length).set(branches.map((branch) => space.pointer(branch) + skip * 4));
  return list;
}
