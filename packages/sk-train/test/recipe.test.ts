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

  it('completes augmentations that are there, and adds none', () => {
    expect(
      parseRecipe({
        rotation: { degrees: 20 },
        autoAugment: { kind: 'randaugment' },
        colorJitter: { hue: 0.1 },
        erasing: { probability: 0.25 },
        trainInterpolation: 'random',
        mixup: 0.8,
        cutmix: 1,
      }),
    ).toMatchObject({
      rotation: { degrees: 20, interpolation: 'bilinear' },
      autoAugment: { kind: 'randaugment', ops: 2, magnitude: 9, interpolation: 'nearest' },
      colorJitter: { brightness: 0, contrast: 0, saturation: 0, hue: 0.1 },
      erasing: {
        ...{ probability: 0.25, minArea: 0.02, maxArea: 1 / 3, minAspect: 0.3, maxAspect: 1 / 0.3 },
        fill: 'mean',
      },
      trainInterpolation: 'random',
      mixup: 0.8,
      cutmix: 1,
    });
    expect(parseRecipe({ autoAugment: { kind: 'trivial' } }).autoAugment).toEqual({
      kind: 'trivial',
      interpolation: 'nearest',
    });
    const added = [
      'rotation',
      'autoAugment',
      'colorJitter',
      'erasing',
      'trainInterpolation',
      'mixup',
      'cutmix',
    ];
    for (const name of added) expect(Object.keys(parseRecipe({}))).not.toContain(name);
  });

  it.each([
    [{ mixup: 0 }, 'recipe: mixup: wants a number above 0, got 0'],
    [{ epochs: '3' }, 'recipe: epochs: wants a whole number from 1, got "3"'],
    [{ labelSmoothing: 1 }, 'labelSmoothing: wants a number from 0 to below 1, got 1'],
    [{ learningRate: Number.NaN }, 'learningRate: wants a number above 0, got NaN'],
    [{ warmupEpochs: Number.POSITIVE_INFINITY }, 'warmupEpochs: wants a number from 0, got Infinity'],
    [{ seed: 2 ** 32 }, 'seed: wants a whole number from 0 to 4294967295, got 4294967296'],
    [{ nesterov: 'yes' }, 'nesterov: wants true or false, got "yes"'],
    [{ freeze: [] }, 'freeze: wants a list that is not empty, got an empty list'],
    [{ freeze: 'stage1' }, 'freeze: wants a list that is not empty, got "stage1"'],
    [
      { from: { source: '' } },
      'from.source: wants text that is not empty, got ""; from.sha256: wants 64 hexadecimal digits, got nothing',
    ],
    [{ schedule: 'cosine' }, 'schedule: wants an object with a kind (constant, step, milestones, cosine, '],
    [
      { schedule: { kind: 'cosin' } },
      /schedule\.kind: wants 'constant', .* got "cosin" \(did you mean 'cosine'\?\)$/,
    ],
    [{ schedule: { kind: 'toString' } }, 'got "toString"'],
    [null, /^recipe: wants an object of model, .*, seed, got null$/],
    [{ cutmix: -1 }, /cutmix/],
    [{ rotation: { degrees: 181 } }, /rotation\.degrees/],
    [{ autoAugment: { kind: 'randaugment', magnitude: 31 } }, /autoAugment\.magnitude/],
    [{ autoAugment: { kind: 'randaugment', ops: 0 } }, /autoAugment\.ops/],
    [{ autoAugment: { kind: 'auto' } }, /autoAugment/],
    [{ colorJitter: { hue: 0.6 } }, /colorJitter\.hue/],
    [{ colorJitter: {} }, /colorJitter: changes nothing: give brightness/],
    [{ erasing: { probability: 2 } }, /erasing\.probability/],
    [{ erasing: { probability: 1, minArea: 0.5 } }, /erasing: minArea is above maxArea/],
    [{ erasing: { probability: 1, minAspect: 4 } }, /erasing: minAspect is above maxAspect/],
    [{ erasing: { probability: 1, colour: 1 } }, /erasing: Unrecognized key: "colour"/],
    [{ erasing: { probability: 1, minarea: 1 } }, "(did you mean 'minArea'?)"],
    [{ trainInterpolation: 'lanczos' }, /trainInterpolation: wants .* got "lanczos"$/],
  ])('refuses %j', (input, message) => {
    expect(() => parseRecipe(input)).toThrow(RecipeError);
    expect(() => parseRecipe(input)).toThrow(message);
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

describe('the optimizer of a recipe', () => {
  it('is SGD by momentum and nesterov where none is named, and named it is the same recipe', () => {
    const plain = parseRecipe({});
    expect(plain).toMatchObject({ momentum: 0.9, nesterov: false, learningRate: 0.1 });
    expect(Object.keys(plain)).not.toContain('optimizer');
    expect(JSON.stringify(parseRecipe({ optimizer: { kind: 'sgd' } }))).toBe(JSON.stringify(plain));
    expect(parseRecipe({ optimizer: { kind: 'sgd', momentum: undefined } })).toEqual(plain);
    const named = parseRecipe({ optimizer: { kind: 'sgd', momentum: 0.8, nesterov: true } });
    expect(JSON.stringify(named)).toBe(JSON.stringify(parseRecipe({ momentum: 0.8, nesterov: true })));
  });

  it.each([
    ['adamw', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 0.001],
    ['rmsprop', { alpha: 0.9, epsilon: 1e-10, momentum: 0.9, lrInMomentum: true }, 0.01],
    ['lamb', { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, maxGradNorm: 1 }, 0.001],
  ] as const)(
    '%s has the settings of PyTorch and timm, its usual rate, and none of SGD',
    (kind, own, rate) => {
      const recipe = parseRecipe({ optimizer: { kind } });
      expect(recipe.optimizer).toEqual({ kind, ...own });
      expect(recipe.learningRate).toBe(rate);
      expect(Object.keys(recipe)).not.toContain('momentum');
      expect(Object.keys(recipe)).not.toContain('nesterov');
      expect(parseRecipe({ optimizer: { kind }, learningRate: 0.3 }).learningRate).toBe(0.3);
      expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
      expect(changedFields(parseRecipe({}), recipe)).toEqual([
        ...['learningRate', 'optimizer', 'momentum', 'nesterov'],
      ]);
    },
  );

  it.each([
    [
      { optimizer: { kind: 'adamw' }, nesterov: true },
      /nesterov: of optimizer sgd, and this one is adamw, whose optimizer has beta1, beta2, epsilon: leave out/,
    ],
    [
      { optimizer: { kind: 'sgd', momentum: 0.8 }, momentum: 0.9 },
      'momentum: given twice, leave out optimizer.momentum',
    ],
    [{ optimizer: { kind: 'adam' } }, 'optimizer.kind'],
    [{ optimizer: { kind: 'adamw', beta2: 1 } }, 'optimizer.beta2'],
    [{ optimizer: { kind: 'lamb', alpha: 0.9 } }, /optimizer: .*"alpha"/],
    [{ clipNorm: 1, clipValue: 1 }, 'clipNorm and clipValue: both limit the gradients, give one of the two'],
    [{ clipNorm: 0 }, 'clipNorm'],
    [{ precision: 'float16' }, 'precision'],
    [{ lossScale: { start: 8 } }, 'lossScale: of mixed precision: add precision: mixed, or leave it out'],
    [{ precision: 'mixed', lossScale: { start: 2 ** 127 } }, 'lossScale.start'],
    [{ precision: 'mixed', lossScale: { growth: 0.5 } }, 'lossScale.growth'],
    [{ clipValue: -1 }, 'clipValue'],
    [{ ema: { decay: 1 } }, 'ema.decay'],
    [{ ema: { decay: 0.9, warmUp: true } }, /ema: .*"warmUp"/],
  ])('%o is refused', (input, message) => {
    expect(() => parseRecipe(input)).toThrow(RecipeError);
    expect(() => parseRecipe(input)).toThrow(message);
  });

  it('goes with limits and an average, whose share rises from the beginning', () => {
    expect(parseRecipe({ precision: 'mixed' }).lossScale).toEqual({
      ...{ start: 65536, growth: 2, backoff: 0.5, interval: 2000 },
    });
    expect(parseRecipe({ precision: 'float32' })).toEqual(parseRecipe({}));
    expect(parseRecipe({ clipNorm: 1, ema: { decay: 0.99 } })).toMatchObject({
      clipNorm: 1,
      ema: { decay: 0.99, warmup: true },
    });
    expect(parseRecipe({ clipValue: 0.1 })).toMatchObject({ clipValue: 0.1 });
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
