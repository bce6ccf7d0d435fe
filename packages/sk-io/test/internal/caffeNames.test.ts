/** Every weight of the full SKNet-50 has a blob of the same size in the authors' sknet50.prototxt, and the reverse. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { withBlueprint } from 'sk-models';
import { expect, it } from 'vitest';
import { caffeNames } from '../../src/naming/caffeNames.js';
import { modelWeights } from '../../src/naming/modelWeights.js';

interface OfficialLayer {
  readonly name: string;
  readonly weights?: number;
  readonly bias?: number;
  /** Scales and shifts together. */
  readonly bn?: number;
}

it('sknet50', () => {
  const path = new URL('../../../sk-models/test/data/official-sknet50.json', import.meta.url);
  const official = JSON.parse(readFileSync(path, 'utf8')) as readonly OfficialLayer[];
  const wanted = official.flatMap(({ name, weights, bias, bn }) => [
    ...(weights === undefined ? [] : [[`${name}/weights`, weights]]),
    ...(bias ? [[`${name}/bias`, bias]] : []),
    ...(bn ? ['scale', 'shift', 'mean', 'variance'].map((part) => [`${name}/bn/${part}`, bn / 2]) : []),
  ]);
  const found = withBlueprint('sknet50', {}, (model) => {
    const sizes = modelWeights(model).map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    return caffeNames(model).map(({ tensor }, i) => [tensor, sizes[i]]);
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  expect(found.length).toBe(wanted.length);
});
