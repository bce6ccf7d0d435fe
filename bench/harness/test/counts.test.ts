import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countTables } from '../report/counts.js';

it('gpu.md has the tables that the cost functions give', () => {
  const page = readFileSync(new URL('../../gpu.md', import.meta.url), 'utf8');
  expect(page).toContain(countTables({ copy: 1000, matmul: 10_000 }));
});

it('a card twice as fast needs half of the time', () => {
  const leastOf = (copy: number, matmul: number): number => {
    const all = countTables({ copy, matmul }).match(/^\| all \|.*\| ([\d.]+) \|$/m)?.[1];
    return Number(all);
  };
  expect(leastOf(2000, 20_000)).toBeCloseTo(leastOf(1000, 10_000) / 2, 0);
  expect(leastOf(1000, 100)).toBeGreaterThan(leastOf(1000, 10_000));
});
