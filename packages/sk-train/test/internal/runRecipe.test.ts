import { recipes } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '#internal';
import { recipeHash } from '../../src/node/runRecipe.js';

describe('recipeHash', () => {
  it('is the same for more epochs only where the learning rate does not depend on them', () => {
    const steps = parseRecipe(recipes['imagenet']);
    const cosine = parseRecipe(recipes['slim']);
    expect(recipeHash({ ...steps, epochs: 7 })).toBe(recipeHash(steps));
    expect(recipeHash({ ...cosine, epochs: 7 })).not.toBe(recipeHash(cosine));
    expect(recipeHash({ ...steps, seed: 7 })).not.toBe(recipeHash(steps));
  });

  it('tells runs of different augmentation apart', () => {
    const recipe = parseRecipe(recipes['slim']);
    const changes = [
      { rotation: { degrees: 20 } },
      { autoAugment: { kind: 'trivial' } },
      { colorJitter: { hue: 0.1 } },
      { erasing: { probability: 0.25 } },
      { trainInterpolation: 'random' },
      { mixup: 0.8 },
      { cutmix: 0.8 },
    ];
    const hashes = [{}, ...changes].map((change) => recipeHash(parseRecipe({ ...recipe, ...change })));
    expect(new Set(hashes).size).toBe(changes.length + 1);
  });

  it('is what it was before recipes named where weights are from, so that older runs go on', () => {
    const hashes = ['slim', 'imagenet'].map((name) =>
      recipeHash(parseRecipe({ model: 'sknet_slim', ...recipes[name] })),
    );
    expect(hashes).toEqual([
      '6e10bc304065e9b9ed0c280156a2c23a7b2cdf4b1a33c212033b452ec2d595f7',
      '542210ff6b0b773308784e0e18c4d138ebacdef2abb579af9f526c3229a1da51',
    ]);
  });
});
