/** The packed folder, moved to another place and tried where no Node is on the path. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLibraries, librarySets } from '../../libraries.mjs';

const tool = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const place = mkdtempSync(join(tmpdir(), 'sk-pack-'));
const packedAt = join(place, 'packed');
const folder = join(place, 'moved', 'elsewhere');
const pack = () =>
  spawnSync(process.execPath, [join(tool, 'pack.mjs'), '--out', packedAt, '--with-swiftshader'], {
    encoding: 'utf8',
  });
/** No program can be found by its name. */
const bare = { PATH: join(place, 'nothing'), HOME: place };

/** Runs a script of the folder. */
const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = bare) =>
  spawnSync('/bin/sh', [join(folder, script), ...args], { env, encoding: 'utf8' });

afterAll(() => rmSync(place, { recursive: true, force: true }));

if (process.platform === 'linux' && process.arch === 'x64') {
  let said: string;

  beforeAll(() => {
    const { status, stdout, stderr } = pack();
    expect(stderr).toBe('');
    expect(status).toBe(0);
    said = stdout;
    mkdirSync(dirname(folder));
    renameSync(packedAt, folder);
  });

  it('the archive is under 60 MiB', () => {
    expect(statSync(`${packedAt}.tar.gz`).size).toBeLessThan(60 * 2 ** 20);
  });

  it('proves the kernels right with no Node on the path', () => {
    expect(spawnSync('/bin/sh', ['-c', 'command -v node'], { env: bare }).status).not.toBe(0);
    const args = ['--allow-software', '--quick', '--only', 'adapter,conformance'];
    const { status, stdout, stderr } = run('run.sh', args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^adapters: \S/m);
    expect(status).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'results', 'conformance.json'), 'utf8'));
    expect(report).toMatchObject({ failed: [] });
    expect(report.passed).toBeGreaterThan(10);
    expect(new Set(Object.values(report.kernels))).toEqual(new Set(['plugin']));
  });

  it('takes no software adapter unasked', () => {
    const env = { ...bare, VK_ICD_FILENAMES: join(folder, 'lib', 'vk_swiftshader_icd.json') };
    const { status, stderr } = run('run.sh', ['--quick'], env);
    expect(stderr).toContain('computes on the processor');
    expect(status).toBe(1);
  });

  describe('the libraries that a driver wants', () => {
    it('come from the machine that packs, and those that it lacks are named', () => {
      for (const [set, wanted] of Object.entries(librarySets)) {
        const there = readdirSync(join(folder, 'lib', set));
        const { missing } = findLibraries(wanted);
        for (const name of wanted)
          expect([name, there.includes(name)]).toEqual([name, !missing.includes(name)]);
        for (const name of missing) expect(said).toContain(name);
      }
    });

    it('are found as the linker finds them, with all that they need and Node does not', () => {
      const libraries = join(place, 'libraries');
      mkdirSync(libraries);
      const loader = readFileSync(join(folder, 'lib', 'libvulkan.so.1')).toString('latin1');
      const needs = (name: string) => Buffer.from(loader.replace('libdl.so.2\0', `${name}\0`), 'latin1');
      writeFileSync(join(libraries, 'libone.so'), needs('libskk2.so'));
      writeFileSync(join(libraries, 'libskk2.so'), needs('libdl.so.2'));
      const env = { ...process.env, LD_LIBRARY_PATH: libraries };
      expect(findLibraries(['libone.so', 'libnowhere.so'], env)).toEqual({
        found: ['libone.so', 'libskk2.so'].map((name) => join(libraries, name)),
        missing: ['libnowhere.so'],
      });
    });

    it('are taken from the folder where the system lacks one of a set', () => {
      const here = join(place, 'here');
      for (const [set, name] of [
        ['glvnd', 'libnowhere.so.0'],
        ['x11', 'libc.so.6'],
      ] as const) {
        mkdirSync(join(here, 'lib', set), { recursive: true });
        writeFileSync(join(here, 'lib', set, name), '');
      }
      const script = `here=${here}; . ${join(tool, 'environment.sh')}; echo "$LD_LIBRARY_PATH"`;
      const { stdout } = spawnSync('/bin/sh', ['-c', script], { env: bare, encoding: 'utf8' });
      const paths = stdout.trim().split(':');
      expect(paths).toContain(join(here, 'lib', 'glvnd'));
      expect(paths).not.toContain(join(here, 'lib', 'x11'));
    });

    it('are named where they are missing', () => {
      const driver = readFileSync(join(folder, 'lib', 'libvk_swiftshader.so')).toString('latin1');
      const broken = driver.replace('libpthread.so.0\0', 'libX11.so.6.9.9\0');
      writeFileSync(join(place, 'libbroken.so'), Buffer.from(broken, 'latin1'));
      const list = join(place, 'broken.json');
      writeFileSync(list, JSON.stringify({ ICD: { library_path: './libbroken.so' } }));
      const { status, stdout, stderr } = run('run.sh', ['--quick'], { ...bare, VK_ICD_FILENAMES: list });
      expect(stdout).toContain('adapters: none');
      expect(stderr).toMatch(/^webgpu: no adapter: .*libbroken\.so .* are missing: libX11\.so\.6\.9\.9$/m);
      expect(status).toBe(1);
    });
  });

  describe('sk-train', () => {
    const [data, trained] = [join(place, 'photos'), join(place, 'run')];
    const fit = ['fit', '--data', data, '--log-every', '1', '--workers', '2'];

    beforeAll(async () => {
      for (const [index, name] of ['dark', 'light'].entries()) {
        for (const [split, count] of [
          ['train', 4],
          ['test', 1],
        ] as const) {
          const to = join(data, split, name);
          mkdirSync(to, { recursive: true });
          for (let i = 0; i < count; i++) {
            const background = { r: 200 * index + i, g: 200 * index, b: 40 };
            await sharp({ create: { width: 24, height: 20, channels: 3, background } })
              .jpeg()
              .toFile(join(to, `${i}.jpg`));
          }
        }
      }
    });

    const lossesOf = (folderOfRun: string): readonly unknown[] =>
      readFileSync(join(folderOfRun, 'log.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; loss?: number })
        .flatMap(({ kind, loss }) => (kind === 'step' ? [loss] : []));

    it('fits a network to JPEG files, which its decode workers read, and predicts', () => {
      const args = ['--model', 'sknet_slim', '--image-size', '16', '--batch-size', '4', '--epochs', '1'];
      const fitted = run('sk-train.sh', [...fit, ...args, '--out', trained, '--backend', 'wasm']);
      expect(fitted, fitted.stderr).toMatchObject({ status: 0 });
      expect(lossesOf(trained)).toEqual([expect.any(Number), expect.any(Number)]);
      const photo = join(data, 'test', 'light', '0.jpg');
      const predicted = run('sk-train.sh', [
        'predict',
        '--model',
        trained,
        '--json',
        '--backend',
        'wasm',
        photo,
      ]);
      expect(predicted, predicted.stderr).toMatchObject({ status: 0 });
      const [answer] = JSON.parse(predicted.stdout) as { predictions: { class: string }[] }[];
      expect(answer?.predictions.map((score) => score.class).sort()).toEqual(['dark', 'light']);
    });

    it('goes on with it on WebGPU', () => {
      const out = join(place, 'tuned');
      const args = ['--from', trained, '--max-steps', '1', '--freeze', 'all', '--out', out];
      const fitted = run('sk-train.sh', [...fit, ...args, '--backend', 'webgpu', '--allow-software']);
      expect(fitted, fitted.stderr).toMatchObject({ status: 0 });
      expect(fitted.stderr).toContain('backend: webgpu, as asked');
      expect(lossesOf(out)).toEqual([expect.any(Number)]);
    });

    it('knows the versions of what is packed, and no file of this repository', () => {
      const { status, stdout } = run('sk-train.sh', ['--version']);
      const manifest = readFileSync(join(tool, '..', '..', 'packages', 'sk-train', 'package.json'), 'utf8');
      expect([status, stdout.trim()]).toEqual([0, (JSON.parse(manifest) as { version: string }).version]);
      expect(existsSync(join(folder, 'node_modules', 'sk-train', 'dist', 'packed', 'decodeWorker.js'))).toBe(
        true,
      );
    });
  });
} else {
  it('says for which systems it packs', () => {
    const { status, stderr } = pack();
    expect(status).toBe(2);
    expect(stderr).toContain('for Linux x64');
  });
}
