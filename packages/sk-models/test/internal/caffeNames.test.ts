/** Every weight of the full SKNet-50 has a blob of the same size in the authors' sknet50.prototxt, and the reverse. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createModel } from '../../src/createModel.js';
import { withoutWeights } from '../../src/layers/weightless.js';
import { caffeNames } from '../../src/weights/caffeNames.js';
import { weightPlaces } from '../../src/weights/weightPlaces.js';

interface OfficialLayer {
  readonly name: string;
  readonly weights?: number;
  readonly bias?: number;
  /** Scales and shifts together. */
  readonly bn?: number;
}

it('sknet50', () => {
  const path = new URL('../data/official-sknet50.json', import.meta.url);
  const official = JSON.parse(readFileSync(path, 'utf8')) as readonly OfficialLayer[];
  const wanted = official.flatMap(({ name, weights, bias, bn }) => [
    ...(weights === undefined ? [] : [[`${name}/weights`, weights]]),
    ...(bias ? [[`${name}/bias`, bias]] : []),
    ...(bn ? ['scale', 'shift', 'mean', 'variance'].map((part) => [`${name}/bn/${part}`, bn / 2]) : []),
  ]);
  const found = withoutWeights(() => {
    const model = createModel('sknet50');
    const sizes = weightPlaces(model).map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    return caffeNames(model).map(({ tensor }, i) => [tensor, sizes[i]]);
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  expect(found.length).toBe(wanted.length);
});
