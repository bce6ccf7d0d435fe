import { describe, expect, it } from 'vitest';
import { parseRecipe, recipeForImages } from '#internal';

const small = { images: 300, classes: 4, shortSide: 48 };

describe('recipeForImages', () => {
  it.each([
    [
      { images: 40, classes: 2, shortSide: 20 },
      { imageSize: 24, batchSize: 8, epochs: 60, learningRate: 0.0125 },
    ],
    [small, { model: 'sknet_slim', imageSize: 32, batchSize: 8, learningRate: 0.0125 }],
    [
      { images: 50_000, classes: 10, shortSide: 32 },
      { model: 'sknet_slim', imageSize: 32, batchSize: 64, epochs: 5 },
    ],
    [
      { images: 200_000, classes: 100, shortSide: 375 },
      { model: 'sknet50', batchSize: 256, epochs: 100, learningRate: 0.1 },
    ],
  ])('of %o', (facts, wanted) => {
    const { recipe, reasons } = recipeForImages(facts);
    expect(parseRecipe(recipe)).toMatchObject(wanted);
    expect(reasons.join('; ')).toContain(`${facts.images}`);
  });

  it('gives a small set hundreds of steps', () => {
    for (const images of [30, 100, 300, 1000, 3000, 10_000]) {
      const { epochs, batchSize } = parseRecipe(recipeForImages({ ...small, images }).recipe);
      expect(epochs * Math.ceil(images / batchSize)).toBeGreaterThanOrEqual(
        Math.min(400, 60 * Math.ceil(images / 8)),
      );
    }
  });

  it('keeps what is given, and the rest follows from it too', () => {
    const { recipe, reasons } = recipeForImages(small, { batchSize: 32, model: 'senet_slim' });
    expect(recipe).toMatchObject({ model: 'senet_slim', batchSize: 32, learningRate: 0.05 });
    expect(reasons.join('; ')).not.toMatch(/senet_slim|batches of/);
  });

  it('mirrors no image, since a class may be the mirror image of another', () => {
    expect(recipeForImages(small).recipe.augmentation).toEqual({
      kind: 'crop-flip',
      padding: 2,
      flip: false,
    });
  });
});
