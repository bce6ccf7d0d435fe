/** Class names, and that every model of the registry brings its own. */
import { registry } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { cifar10Labels, cifar100Labels } from '../../src/zoo/datasets/cifar.js';
import { digitLabels } from '../../src/zoo/datasets/digits.js';
import { imagenetLabels } from '../../src/zoo/datasets/imagenet.js';

describe('class names', () => {
  it.each([
    ['ImageNet', imagenetLabels, 1000],
    ['CIFAR-10', cifar10Labels, 10],
    ['CIFAR-100', cifar100Labels, 100],
    ['digits', digitLabels, 10],
  ] as const)('%s: each has one of its own', (_, labels, count) => {
    expect(labels).toHaveLength(count);
    expect(new Set(labels).size).toBe(count);
    expect(labels.filter((label) => label.trim() !== label || label === '')).toEqual([]);
  });

  it('ImageNet: in the order of WordNet ids, which puts two cranes and two maillots where they are', () => {
    const known = {
      ...{ 0: 'tench', 1: 'goldfish', 134: 'crane (bird)', 207: 'golden retriever', 281: 'tabby' },
      ...{ 340: 'zebra', 404: 'airliner', 517: 'crane (machine)', 638: 'maillot (tights)' },
      ...{ 639: 'maillot (tank suit)', 817: 'sports car', 954: 'banana', 999: 'toilet tissue' },
    };
    const found = Object.keys(known).map((index) => [index, imagenetLabels[Number(index)]]);
    expect(Object.fromEntries(found)).toEqual(known);
  });

  it('CIFAR-100: in alphabetical order', () => {
    expect(cifar100Labels).toEqual([...cifar100Labels].sort());
  });

  it.each([...registry.values()].map((entry) => [entry.name, entry] as const))(
    '%s has names for its classes',
    (_, { defaults, labels }) => {
      expect(labels.map((names) => names.length)).toContain(defaults.numClasses);
    },
  );
});
