import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { goldenCaseCount, goldenCases } from 'sk-conformance/check';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly script: string;
  readonly torch: string;
  readonly seed: number;
  readonly files: readonly { readonly path: string; readonly cases: number; readonly sha256: string }[];
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const manifest: Manifest = JSON.parse(read('golden/manifest.json'));

describe('the golden files', () => {
  it.each(manifest.files)('$path is as its script wrote it', ({ path, sha256 }) => {
    expect(createHash('sha256').update(read(path)).digest('hex')).toBe(sha256);
  });

  it('are all in the manifest, which says who wrote them', () => {
    const folder = 'src/golden/generated/';
    const present = readdirSync(new URL(folder, root)).map((file) => `${folder}${file}`);
    expect(manifest.files.map(({ path }) => path).sort()).toEqual(present.sort());
    expect(manifest.script).toBe('tools/golden/write.py');
    expect(manifest.torch).toMatch(/^\d+\.\d+/);
    expect(manifest.files.reduce((sum, { cases }) => sum + cases, 0)).toBe(goldenCases.length);
    expect(goldenCases.length).toBe(goldenCaseCount);
  });
});
