/** MACs of a work, from the cost functions of sk-core and sk-models. */
import { convCost, convGeometry } from 'sk-core';
import { describeModel } from 'sk-models';
import { attrsOf, filterShape, imageShape, skLayer } from './shapes.js';
import type { Work } from './work.js';

/** Of the work as a whole. A backward pass multiplies twice what its forward pass does. */
export function macsOf(work: Work): number {
  switch (work.kind) {
    case 'groupedConv': {
      const forward = convCost(convGeometry(imageShape(work), filterShape(work), attrsOf(work))).macs;
      return work.pass === 'training' ? 3 * forward : forward;
    }
    case 'skUnit': {
      const parts = skLayer(work).parts(imageShape(work));
      return 3 * parts.reduce((sum, { cost }) => sum + cost.macs, 0);
    }
    case 'matMul':
      return work.m * work.k * work.n;
    case 'moving':
      return 0;
    default: {
      const forward = work.batch * describeModel(work.network).macs;
      return work.kind === 'trainStep' ? 3 * forward : forward;
    }
  }
}
