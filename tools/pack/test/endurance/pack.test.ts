/** The packed folder, tried where no Node is on the path. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const script = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'pack.mjs');
const place = mkdtempSync(join(tmpdir(), 'sk-pack-'));
const folder = join(place, 'packed');
const pack = () =>
  spawnSync(process.execPath, [script, '--out', folder, '--with-swiftshader'], { encoding: 'utf8' });
/** No program can be found by its name. */
const bare = { PATH: join(place, 'nothing'), HOME: place };

afterAll(() => rmSync(place, { recursive: true, force: true }));

if (process.platform === 'linux' && process.arch === 'x64') {
  beforeAll(() => {
    const { status, stderr } = pack();
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('the archive is under 60 MiB', () => {
    expect(statSync(`${folder}.tar.gz`).size).toBeLessThan(60 * 2 ** 20);
  });

  it('proves the kernels right with no Node on the path', () => {
    expect(spawnSync('/bin/sh', ['-c', 'command -v node'], { env: bare }).status).not.toBe(0);
    const args = [join(folder, 'run.sh'), '--allow-software', '--quick', '--only', 'adapter,conformance'];
    const { status, stdout, stderr } = spawnSync('/bin/sh', args, { env: bare, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^adapters: \S/m);
    expect(status).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'results', 'conformance.json'), 'utf8'));
    expect(report).toMatchObject({ failed: [] });
    expect(report.passed).toBeGreaterThan(10);
    expect(new Set(Object.values(report.kernels))).toEqual(new Set(['plugin']));
  });

  it('takes no software adapter unasked', () => {
    const args = [join(folder, 'run.sh'), '--quick'];
    const env = { ...bare, VK_ICD_FILENAMES: join(folder, 'lib', 'vk_swiftshader_icd.json') };
    const { status, stderr } = spawnSync('/bin/sh', args, { env, encoding: 'utf8' });
    expect(stderr).toContain('computes on the processor');
    expect(status).toBe(1);
  });
} else {
  it('says for which systems it packs', () => {
    const { status, stderr } = pack();
    expect(status).toBe(2);
    expect(stderr).toContain('for Linux x64');
  });
}
