/** Fuse, select and their gradients. Numbers for each channel are broadcast over pixels where they are needed. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import {
  elementAt,
  fuse,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
  selectFuseBackprop,
} from 'sk-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend } from '../../tensorflow/nodeBackend.js';
import { pixelSums, rowsOf } from './channels.js';
import { fusedAttentionGradient, fusedBranchGradients, fusedMeans, fusedSelect } from './fusedSelection.js';

export const selectionKernels: readonly KernelConfig[] = [
  fuse.kernel('tensorflow', ({ branches }, _, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) return fusedMeans(ops, branches);
      const { shape } = elementAt(branches, 0);
      const [n = 0, h = 0, w = 0, c = 0] = shape;
      const means = branches.map((u) => pixelSums(ops, ops.input(u), shape, 1 / (h * w)));
      return ops.result(ops.reshape(ops.sum(means), [n, c]), [n, c]);
    }),
  ),
  select.kernel('tensorflow', ({ branches, attention }, _, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) return fusedSelect(ops, branches, attention);
      const rows = rowsOf(ops, attention, backend);
      const terms = branches.map((u, m) => ops.mul(ops.input(u), elementAt(rows, m)));
      return ops.result(ops.sum(terms), elementAt(branches, 0).shape);
    }),
  ),
  selectBackpropBranch.kernel('tensorflow', ({ dy, attention }, { branch }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      const row = elementAt(rowsOf(ops, attention, backend), branch);
      return ops.result(ops.mul(ops.input(dy), row), dy.shape);
    }),
  ),
  selectBackpropAttention.kernel('tensorflow', ({ branches, dy }, _, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) return fusedAttentionGradient(ops, branches, dy);
      const [n = 0, , , c = 0] = dy.shape;
      const sums = branches.map((u) => pixelSums(ops, ops.mul(ops.input(dy), ops.input(u)), dy.shape, 1));
      return ops.result(ops.concat(sums, 1), [n, branches.length, c]);
    }),
  ),
  selectFuseBackprop.kernel('tensorflow', ({ dy, attention, ds }, { branch }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) {
        return fusedBranchGradients(ops, dy, attention, ds, branch);
      }
      const [n = 0, h = 0, w = 0, c = 0] = dy.shape;
      const rows = rowsOf(ops, attention, backend);
      const mean = ops.mul(ops.reshape(ops.input(ds), [n, 1, 1, c]), ops.filled(1 / (h * w)));
      const gradient = (m: number): TensorInfo =>
        ops.result(ops.add(ops.mul(ops.input(dy), elementAt(rows, m)), mean), dy.shape);
      return { first: gradient(branch), second: gradient(branch + 1) };
    }),
  ),
];
