import { describe, expect, it } from 'vitest';
import { parseRecipe, recipeForImages } from '#internal';

const small = { images: 300, classes: 4, shortSide: 48 };

describe('recipeForImages', () => {
  it.each([
    [
      { images: 40, classes: 2, shortSide: 20 },
      { imageSize: 24, batchSize: 8, epochs: 60, learningRate: 0.025 },
    ],
    [small, { model: 'sknet_slim', imageSize: 32, batchSize: 16, epochs: 20, learningRate: 0.05 }],
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

  it('shows more images of more classes, however few there are', () => {
    const seen = (images: number, classes: number): number =>
      images * parseRecipe(recipeForImages({ ...small, images, classes }).recipe).epochs;
    for (const images of [100, 300, 1000, 3000]) {
      expect(seen(images, 2)).toBeGreaterThanOrEqual(4900);
      expect(seen(images, 20)).toBeGreaterThanOrEqual(Math.min(13_000, 60 * images));
    }
    expect(seen(50, 4)).toBe(50 * 60);
  });

  it('keeps what is given, and the rest follows from it too', () => {
    const { recipe, reasons } = recipeForImages(small, { batchSize: 32, model: 'senet_slim' });
    expect(recipe).toMatchObject({ model: 'senet_slim', batchSize: 32, learningRate: 0.1 });
    expect(reasons.join('; ')).not.toMatch(/senet_slim|batches of/);
  });

  it('mirrors no image, since a class may be the mirror image of another', () => {
    expect(recipeForImages(small).recipe.augmentation).toEqual({
      kind: 'crop-flip',
      padding: 2,
      flip: false,
    });
  });

  it.each([
    [
      { model: 'sknet_slim', side: 32, newHead: true },
      { model: 'sknet_slim', batchSize: 16, epochs: 20, learningRate: 0.005, lrHead: 0.05 },
      { kind: 'crop-flip', padding: 2, flip: false },
    ],
    [
      { side: 224, newHead: false },
      { batchSize: 16, epochs: 20, learningRate: 0.000625, weightDecay: 1e-4 },
      { kind: 'resized-crop', minArea: 0.25, maxArea: 1, minAspect: 3 / 4, maxAspect: 4 / 3, flip: false },
    ],
  ])('is gentle with a network that is trained already: %o', (trained, wanted, augmentation) => {
    const { recipe, reasons } = recipeForImages(small, {}, trained);
    expect(recipe).toMatchObject({ ...wanted, augmentation, schedule: { kind: 'cosine' } });
    expect(Object.hasOwn(recipe, 'imageSize')).toBe(false);
    expect(Object.hasOwn(recipe, 'lrHead')).toBe(trained.newHead);
    expect(reasons.join('; ')).toContain('a tenth of that for random weights');
    const given = recipeForImages(small, { learningRate: 0.3 }, trained).recipe;
    expect(given).toMatchObject({ learningRate: 0.3 });
    expect(Object.hasOwn(given, 'lrHead')).toBe(false);
  });
});
