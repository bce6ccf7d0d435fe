/** The README's main job, held to its promises: the built program as `npm run quickstart` runs it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const program = join('examples', 'quickstart', 'dist', 'main.js');
const out = join(root, 'out', 'quickstart');
let output = '';

describe('npm run quickstart', () => {
  beforeAll(() => rmSync(join(out, 'report.html'), { force: true }));

  it('builds and runs this program', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['quickstart']).toBe(`node scripts/setup.mjs && node ${program}`);
  });

  it('reaches 97 % and exits with 0', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      cwd: root,
      encoding: 'utf8',
    });
    console.log(stdout);
    expect(status, stderr).toBe(0);
    output = stdout;
  });

  it('prints its accuracy, which is at least 97 %, and the attention by size', () => {
    const [, accuracy] =
      /^Accuracy on all 10,000 test digits, of random size: ([\d.]+) %$/m.exec(output) ?? [];
    expect(Number(accuracy)).toBeGreaterThanOrEqual(97);
    expect(output).toContain('Attention of the larger minus the smaller kernel, for digits enlarged:');
  });

  it('writes a report', () => {
    expect(statSync(join(out, 'report.html')).size).toBeGreaterThan(10_000);
  });
});
