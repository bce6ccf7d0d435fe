import { RecipeError, recipes } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { changedFields, parseRecipe } from '#internal';

describe('parseRecipe', () => {
  it.each(Object.keys(recipes))('accepts and completes the recipe %s', (name) => {
    const recipe = parseRecipe(recipes[name]);
    expect(recipe).toMatchObject(recipes[name] as object);
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('suggests the nearest field for one that no recipe has', () => {
    expect(() => parseRecipe({ epocs: 3 })).toThrow(
      `recipe: Unrecognized key: "epocs" (did you mean 'epochs'?)`,
    );
  });

  it('tells ten faults and ten unknown names, and how many more there are', () => {
    const unknown = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`f${i}${'n'.repeat(1000)}`, 1]),
    );
    expect(messageOf(() => parseRecipe({ ...unknown, epochs: -1 }))).toMatch(
      /^recipe: epochs: .*; Unrecognized keys: "f0n{98}", .* and 4990 more$/,
    );
    const message = messageOf(() => parseRecipe({ freeze: Array(5000).fill(1) }));
    expect(message).toMatch(/^recipe: freeze\.0: .*; freeze\.9: [^;]*; and 4990 more$/);
    expect(message.length).toBeLessThan(1500);
  });

  it('holds the paper’s numbers', () => {
    expect(parseRecipe(recipes['imagenet'])).toMatchObject({
      epochs: 100,
      batchSize: 256,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 1e-4,
      labelSmoothing: 0.1,
    });
    expect(parseRecipe(recipes['imagenet-light']).weightDecay).toBe(4e-5);
    expect(parseRecipe(recipes['cifar'])).toMatchObject({
      epochs: 300,
      batchSize: 128,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 5e-4,
    });
    expect(parseRecipe(recipes['cifar100']).learningRate).toBe(0.05);
  });

  it('names each field that is unknown or out of range, in one message', () => {
    expect(() => parseRecipe({ epochs: 0, lerningRate: 1, momentum: 1 })).toThrow(RecipeError);
    expect(() => parseRecipe({ epochs: 0, lerningRate: 1, momentum: 1 })).toThrow(
      /epochs.*momentum.*lerningRate/s,
    );
    expect(() => parseRecipe({ schedule: { kind: 'stairs' } })).toThrow('schedule');
    expect(() => parseRecipe([])).toThrow(RecipeError);
    expect(() => parseRecipe(JSON.parse('{"__proto__": {"epochs": 1}}'))).toThrow(RecipeError);
  });
});

describe('changedFields', () => {
  const before = parseRecipe(recipes['imagenet']);

  it('finds nothing in the same recipe', () => {
    expect(changedFields(before, parseRecipe(recipes['imagenet']))).toEqual([]);
  });

  it('names what changed', () => {
    const after = parseRecipe({ ...before, batchSize: 128, schedule: { kind: 'cosine' } });
    expect(changedFields(before, after)).toEqual(['batchSize', 'schedule']);
  });

  it('allows more epochs where the learning rate does not depend on their number, and only there', () => {
    expect(changedFields(before, { ...before, epochs: 120 })).toEqual([]);
    const cosine = parseRecipe(recipes['slim']);
    expect(changedFields(cosine, { ...cosine, epochs: 120 })).toEqual(['epochs']);
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(RecipeError);
    return (error as Error).message;
  }
  throw new Error('wants an error');
}
