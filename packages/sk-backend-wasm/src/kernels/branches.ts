/** Fuse, softmax over branches and Select, with their gradients. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import {
  branchSoftmax,
  branchSoftmaxBackprop,
  fuse,
  fuseBackprop,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
} from 'sk-core';
import type { BackendWasm } from '../tfjsBackend.js';
import { type Workspace, work } from '../workspace.js';

export const branchKernels: readonly KernelConfig[] = [
  fuse.kernel<BackendWasm>('wasm', ({ branches }, _, backend) =>
    work('SkFuse', backend, (space) => {
      const { n, pixels, c } = sizesOf(branches[0] as TensorInfo);
      const y = space.output([n, c]);
      const scratch = space.scratch(c * 8);
      const list = pointerList(space, branches);
      space.kernels.fuse(list, branches.length, space.pointer(y), n, pixels, c, scratch);
      return y;
    }),
  ),
  fuseBackprop.kernel<BackendWasm>('wasm', ({ dy }, { shape }, backend) =>
    work('SkFuseBackprop', backend, (space) => {
      const dx = space.output(shape);
      const { n, pixels, c } = sizesOf(dx);
      space.kernels.fuseGradient(space.pointer(dy), space.pointer(dx), n, pixels, c);
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
      const [first, second] = branches as readonly [TensorInfo, TensorInfo?];
      const { n, pixels, c } = sizesOf(first);
      const y = space.output(first.shape);
      const [weights, to] = [space.pointer(attention), space.pointer(y)];
      if (second !== undefined && branches.length === 2) {
        space.kernels.select2(space.pointer(first), space.pointer(second), weights, to, n, pixels, c);
      } else {
        const list = pointerList(space, branches);
        space.kernels.select(list, branches.length, weights, to, n, pixels, c);
      }
      return y;
    }),
  ),
  selectBackpropBranch.kernel<BackendWasm>('wasm', ({ dy, attention }, { branch }, backend) =>
    work('SkSelectBackpropBranch', backend, (space) => {
      const { n, pixels, c } = sizesOf(dy);
      const dx = space.output(dy.shape);
      const count = attention.shape[1] as number;
      space.kernels.selectBranchGradient(
        space.pointer(dy),
        space.pointer(attention),
        space.pointer(dx),
        n,
        pixels,
        c,
        count,
        branch,
      );
      return dx;
    }),
  ),
  selectBackpropAttention.kernel<BackendWasm>('wasm', ({ branches, dy }, _, backend) =>
    work('SkSelectBackpropAttention', backend, (space) => {
      const { n, pixels, c } = sizesOf(dy);
      const m = branches.length;
      const to = space.output([n, m, c]);
      const scratch = space.scratch(m * c * 8);
      const list = pointerList(space, branches);
      space.kernels.selectAttentionGradient(
        list,
        m,
        space.pointer(dy),
        space.pointer(to),
        n,
        pixels,
        c,
        scratch,
      );
      return to;
    }),
  ),
];

function sizesOf({ shape }: TensorInfo): { readonly n: number; readonly pixels: number; readonly c: number } {
  const [n, h, w, c] = shape as [number, number, number, number];
  return { n, pixels: h * w, c };
}

function pointerList(space: Workspace, branches: readonly TensorInfo[]): number {
  const list = space.scratch(branches.length * 4);
  const pointers = branches.map((branch) => space.pointer(branch));
  space.words(list, branches.length).set(pointers);
  return list;
}
