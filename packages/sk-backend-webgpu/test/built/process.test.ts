/** The process of a user's program, started on the built package. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const driver = pathToFileURL(join(root, '../../tools/swiftshader/load.mjs')).href;

const begin = `
import * as tf from '@tensorflow/tfjs-core';
import { start, adapters } from 'sk-backend-webgpu/node';
`;

/** Runs a program until it ends by itself. */
async function program(
  source: string,
  {
    flags = ['--import', driver],
    environment = {},
  }: { flags?: string[]; environment?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const args = [...flags, '--input-type=module', '--eval', begin + source];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

describe('a process', () => {
  it('ends by itself after its work, silently, with the backend still there', async () => {
    const { code, output, errors } = await program(`
      await start({ allowSoftware: true });
      const y = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
      console.log([...(await y.data())].join(), navigator.gpu !== undefined, navigator.userAgent !== undefined);`);
    expect({ code, output, errors }).toEqual({ code: 0, output: '3,3,3,3 true true\n', errors: '' });
  });

  it('keeps the navigator that newer versions of Node have', async () => {
    const { code, output } = await program(`
      class Navigator { get userAgent() { return 'Node.js/24'; } }
      const navigator = new Navigator();
      Object.defineProperty(globalThis, 'navigator', { get: () => navigator, configurable: true });
      await start({ allowSoftware: true });
      console.log(globalThis.navigator === navigator, navigator.gpu !== undefined, navigator.userAgent);`);
    expect({ code, output }).toEqual({ code: 0, output: 'true true Node.js/24\n' });
  });

  it('ends by itself after the backend was removed, or its device was lost', async () => {
    const { code, output } = await program(`
      await start({ allowSoftware: true });
      await tf.add(tf.ones([2]), 1).data();
      tf.removeBackend('webgpu');
      await start({ allowSoftware: true });
      tf.backend().device.destroy();
      await tf.add(tf.ones([2]), 1).data().catch((error) => console.log(error.name));`);
    expect({ code, output }).toEqual({ code: 0, output: 'DeviceLostError\n' });
  });

  it('reads hundreds of times while its garbage is collected', async () => {
    const { code, output } = await program(
      `
      await start({ allowSoftware: true });
      let sum = tf.scalar(0);
      for (let i = 0; i < 400; i++) {
        const next = tf.add(sum, 1);
        sum.dispose();
        sum = next;
        if (i % 5 === 0) globalThis.gc();
        if ((await sum.data())[0] !== i + 1) throw new Error('read ' + i);
      }
      console.log(tf.memory().numTensors);`,
      { flags: ['--import', driver, '--expose-gc'] },
    );
    expect({ code, output }).toEqual({ code: 0, output: '1\n' });
  });

  it('without a driver ends with an error that says what is missing', async () => {
    const nowhere = { VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };
    const { output } = await program(
      `
      const dawn = ['backend=vulkan'];
      console.log((await adapters(dawn)).length);
      for (const options of [{}, { adapter: 0 }, { adapter: 'nvidia' }]) {
        await start({ ...options, dawn }).catch((error) => console.log(error.name, error.message));
      }`,
      { flags: [], environment: nowhere },
    );
    const lines = output.trim().split('\n');
    expect(lines[0]).toBe('0');
    expect(lines.slice(1)).toHaveLength(3);
    for (const line of lines.slice(1)) expect(line).toMatch(/^AdapterError webgpu: no adapter: .*driver/);
  });
});
