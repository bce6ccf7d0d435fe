/** The built package judges layers and models, and has as many cases as it promises. */
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { layerSuite, modelSuite } from 'sk-conformance';
import {
  convGrid,
  convGridCount,
  errorCaseCount,
  errorCases,
  goldenCaseCount,
  goldenCases,
  opCaseCount,
  opCases,
} from 'sk-conformance/check';
import { expect, it } from 'vitest';

layerSuite({
  backendName: 'cpu',
  name: 'dense',
  create: () => layers.dense({ units: 3, activation: 'tanh' }),
  inputShape: [4],
  trainableCount: 15,
});

modelSuite(
  [
    {
      name: 'dense',
      create: () =>
        sequential({ layers: [layers.dense({ units: 2, inputShape: [3], activation: 'softmax' })] }),
    },
  ],
  { backendName: 'cpu' },
);

it('has the cases that it promises', () => {
  expect([convGrid, opCases, goldenCases, errorCases].map(({ length }) => length)).toEqual([
    convGridCount,
    opCaseCount,
    goldenCaseCount,
    errorCaseCount,
  ]);
});
