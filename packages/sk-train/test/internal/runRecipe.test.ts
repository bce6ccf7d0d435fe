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
