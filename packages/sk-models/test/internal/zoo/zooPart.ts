/** A part of the registry, so that test processes can share the whole. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, registry } from 'sk-models';
import { expect, it } from 'vitest';
import { foldAndCompare, withFeatures } from '../../foldTools.js';
import { affordable, affordableModelSuite, oneOfEachFamily } from '../../zooTools.js';

const full = process.env['SK_TEST_FULL'] === '1';
const parts = 4;

/**
 * Tests registered models: one of each family, and with SK_TEST_FULL=1 every one, because it is registered.
 *
 * @param part From 0 to 3.
 */
export function zooPart(part: number): void {
  // Neighbours in the registry are alike, so each part gets some of every family.
  const entries = (full ? [...registry.values()] : oneOfEachFamily()).filter((_, i) => i % parts === part);
  affordableModelSuite(entries);

  it.each(entries.map((entry) => [entry.name, entry] as const))(
    '%s answers as before when its batch norms are folded',
    (name, entry) => {
      const model = createModel(name, affordable(entry));
      const foldable = foldableNorms(model);
      const left = foldAndCompare(withFeatures(model));
      expect(foldable.length).toBeGreaterThan(0);
      expect(left.filter((layer) => foldable.includes(layer))).toEqual([]);
      model.dispose();
    },
  );
}

/** Names of the batch norms that alone read from a convolution. */
function foldableNorms({ layers }: LayersModel): readonly string[] {
  const isFoldable = (layer: (typeof layers)[number]): boolean => {
    const [before] = layer.inboundNodes[0]?.inboundLayers ?? [];
    const reads = before?.getClassName() === 'SkGroupedConv2D' && before.outboundNodes.length === 1;
    return reads && layer.getClassName() === 'SkBatchNorm';
  };
  return layers.filter(isFoldable).map(({ name }) => name);
}
