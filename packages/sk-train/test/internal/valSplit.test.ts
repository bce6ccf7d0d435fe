import { describe, expect, it } from 'vitest';
import { splitByClass } from '../../src/node/data/valSplit.js';

function filesOf(counts: Readonly<Record<string, number>>) {
  const classNames = Object.keys(counts);
  const paths = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, i) => `${name}/${i}.jpg`),
  );
  const labels = Int32Array.from(paths, (path) => classNames.indexOf(path.split('/')[0] ?? ''));
  return { classNames, paths, labels };
}

const split = (counts: Readonly<Record<string, number>>, share: number, seed = 1) =>
  splitByClass(filesOf(counts), share, seed, (path) => path);

/** Images of each class. */
const countsOf = ({ paths }: { readonly paths: readonly string[] }, ...classes: string[]): number[] =>
  classes.map((name) => paths.filter((path) => path.startsWith(`${name}/`)).length);

describe('splitByClass', () => {
  it('keeps the share of each class to within half an image, and puts each image into one part', () => {
    const { train, val } = split({ a: 40, b: 25, c: 4 }, 0.1);
    expect(countsOf(val, 'a', 'b', 'c')).toEqual([4, 3, 0]);
    expect(countsOf(train, 'a', 'b', 'c')).toEqual([36, 22, 4]);
    expect([...train.paths, ...val.paths].sort()).toEqual([...filesOf({ a: 40, b: 25, c: 4 }).paths].sort());
    expect(Array.from(val.labels)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(val.classNames).toEqual(['a', 'b', 'c']);
  });

  it('leaves an image of each class to learn from', () => {
    const { train, val } = split({ a: 3, b: 1 }, 0.9);
    expect(countsOf(train, 'a', 'b')).toEqual([1, 1]);
    expect(countsOf(val, 'a', 'b')).toEqual([2, 0]);
  });

  it('is a function of the seed and of the names', () => {
    const once = split({ a: 50, b: 50 }, 0.2);
    expect(split({ a: 50, b: 50 }, 0.2)).toEqual(once);
    expect(split({ a: 50, b: 50 }, 0.2, 2).val.paths).not.toEqual(once.val.paths);
    const { val } = splitByClass(filesOf({ a: 10 }), 0.5, 1, (path) => path);
    const { classNames, paths, labels } = filesOf({ a: 10 });
    const backwards = { classNames, paths: [...paths].reverse(), labels };
    expect([...splitByClass(backwards, 0.5, 1, (path) => path).val.paths].sort()).toEqual(
      [...val.paths].sort(),
    );
  });

  it('moves no other image where one is added, but for the one that it takes the place of', () => {
    const before = new Set(split({ a: 40 }, 0.25).val.paths);
    const after = split({ a: 41 }, 0.25).val.paths;
    expect(after.filter((path) => !before.has(path)).length).toBeLessThanOrEqual(1);
  });
});
