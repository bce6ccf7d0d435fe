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
});
