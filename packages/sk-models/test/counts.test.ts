/** Parameters and multiply-adds against the paper's architectures, counted from the authors' network files. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { createModel, describeModel, listModels } from 'sk-models';
import { describe, expect, it } from 'vitest';

/** Learnable, running statistics included, multiply-adds, attention scaling. */
const exact: Record<string, readonly [number, number?, number?, number?]> = {
  resnext50: [25_028_904, 25_097_128, 4_230_479_872, 0],
  resnext101: [44_177_704],
  senet50: [27_559_896],
  senet101: [48_955_416],
  sknet26: [16_746_408],
  sknet50: [27_479_784, 27_564_328, 4_462_710_784, 5_519_360],
  sknet101: [48_736_040, 48_908_712, 8_448_724_992, 8_931_328],
  sknet29: [27_739_626],
  resnext29_16x32d: [25_136_970],
  resnext29_8x64d: [34_426_698],
  senet29: [34_948_506],
};

describe('learnable parameters of the paper', () => {
  for (const [name, [parameters, withStatistics, multiplyAdds, scaling]] of Object.entries(exact)) {
    it(`${name}: ${parameters.toLocaleString('en')}`, () => {
      const cost = describeModel(name);
      expect(cost.parameters).toBe(parameters);
      if (withStatistics !== undefined) expect(cost.parameters + cost.statistics).toBe(withStatistics);
      if (multiplyAdds !== undefined) expect(cost.multiplyAdds).toBe(multiplyAdds);
      if (scaling !== undefined) expect(cost.attentionScaling).toBe(scaling);
    });
  }
});
