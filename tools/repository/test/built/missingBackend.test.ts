/** The built commands where the package of a backend is not installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';

const packages = fileURLToPath(new URL('../../../../packages', import.meta.url));

/** Makes Node answer as if packages were missing. */
function hooks(names: readonly string[]): string {
  const resolver = `
    const names = ${JSON.stringify(names)};
    export async function resolve(specifier, context, next) {
      const name = names.find((name) => specifier === name || specifier.startsWith(name + '/'));
      if (name === undefined) return next(specifier, context);
      throw new Error("Cannot find package '" + name + "' imported from elsewhere");
    }`;
  const url = `data:text/javascript,${encodeURIComponent(resolver)}`;
  return `import { register } from 'node:module'; register(${JSON.stringify(url)});`;
}

it('both say which package is missing, with the exit code of wrong usage', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sk-missing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const image = join(folder, 'a.png');
  await sharp({ create: { width: 9, height: 9, channels: 3, background: 'tomato' } }).toFile(image);
  writeFileSync(join(folder, 'model.json'), '{}');
  const loader = join(folder, 'hook.mjs');
  const run = (command: 'sk-train' | 'sk-viz', missing: readonly string[], ...args: string[]) => {
    writeFileSync(loader, hooks(missing));
    const script = join(packages, command, 'bin', `${command}.js`);
    return spawnSync(process.execPath, ['--import', loader, script, ...args], { encoding: 'utf8' });
  };
  const predict = ['predict', '--model', 'sknet_slim', image];
  const attention = ['attention', '--model', folder, '--images', image, '--out', join(folder, 'out')];
  for (const [command, args] of [
    ['sk-train', predict],
    ['sk-viz', attention],
  ] as const) {
    const named = run(command, ['sk-backend-webgpu'], ...args, '--backend', 'webgpu');
    expect(named).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `${command}: no backend starts: webgpu: sk-backend-webgpu is not installed\n`,
    });
    const all = [
      'sk-backend-webgpu',
      'sk-backend-node',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-cpu',
    ];
    expect(run(command, all, ...args)).toMatchObject({
      status: 2,
      stderr: `${command}: no backend starts: webgpu: sk-backend-webgpu is not installed; tensorflow: sk-backend-node is not installed; wasm: @tensorflow/tfjs-backend-wasm is not installed; cpu: @tensorflow/tfjs-backend-cpu is not installed\n`,
    });
  }
});
