/** The gradient of two neighbouring branches, through select and through fuse at once. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../contract/op.js';
import { ShapeError } from '../../contract/shapeError.js';
import type { Op } from '../../contract/types.js';
import type { ImageShape } from '../branches.js';
import { checkRank, checkShape } from '../checkShape.js';
import { fuseBackprop } from '../fuse.js';
import { type SelectBranchAttrs, selectBackpropBranch } from '../select.js';

export type SelectFuseBackpropInputs = {
  /** Gradient of select's output, [N, H, W, C]. */
  readonly dy: Tensor;
  /** [N, M, C] */
  readonly attention: Tensor;
  /** Gradient of fuse's output, [N, C]. */
  readonly ds: Tensor;
};
export type SelectFuseBackpropOutputs = { readonly first: Tensor; readonly second: Tensor };

/** Computes the gradients of branches `branch` and `branch + 1`: dy times the branch's attention, plus ds / (H * W). */
export const selectFuseBackprop: Op<SelectFuseBackpropInputs, SelectBranchAttrs, SelectFuseBackpropOutputs> =
  defineOp({
    kernelName: 'SkSelectFuseBackprop',
    attrs: { branch: true },
    outputs: {
      first: ({ dy, attention, ds }, { branch }) => {
        checkRank('selectFuseBackprop', 'dy', dy.shape, ['N', 'H', 'W', 'C']);
        const [n, , , c] = dy.shape as [number, number, number, number];
        const m = attention.shape[1] ?? 0;
        checkShape('selectFuseBackprop', 'attention', attention.shape, [n, m, c]);
        checkShape('selectFuseBackprop', 'ds', ds.shape, [n, c]);
        if (!Number.isInteger(branch) || branch < 0 || branch + 1 >= m) {
          throw new ShapeError(`selectFuseBackprop: branch wants 0 to ${m - 2}, got ${branch}`);
        }
        return dy.shape;
      },
      second: ({ dy }) => dy.shape,
    },
    composite: ({ dy, attention, ds }, { branch }) => {
      const du = fuseBackprop({ dy: ds }, { shape: dy.shape as ImageShape });
      return {
        first: tf.add(selectBackpropBranch({ dy, attention }, { branch }), du),
        second: tf.add(selectBackpropBranch({ dy, attention }, { branch: branch + 1 }), du),
      };
    },
  });
