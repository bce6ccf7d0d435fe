/** `sk-train fit` with another optimiser, a limit and an average of the weights, and the commands that take the average. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from 'sk-io/node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

const own = ['--optimizer', 'adamw', '--clip-norm', '0.5', '--ema', '0.9', '--epochs', '2'] as const;

it('goes on to the bit, tests the average, and hands it to eval, predict and export', async () => {
  const work = await temporaryFolder();
  const [data, run, whole] = ['data', 'run', 'whole'].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  await writeImages(data, [...namesIn('train', { cat: 3, dog: 3 }), ...namesIn('val', { cat: 2, dog: 2 })]);
  expect(await fitOnce(data, whole, ...own, '--max-steps', '6')).toMatchObject({ code: 0 });
  expect(await fitOnce(data, run, ...own, '--max-steps', '4')).toMatchObject({ code: 0 });
  const resumed = await fitOnce(data, run, ...own, '--max-steps', '6', '--resume');
  expect(resumed).toMatchObject({ code: 0 });
  expect(linesOf(resumed).join('\n')).toMatch(
    /resuming .*step 4.*epoch 2: .* accuracy \S+ %, of the average \S+ %, lr/s,
  );
  for (const file of ['weights.bin', 'optimizer.bin', 'ema.bin']) {
    const [a, b] = [run, whole].map((folder) =>
      readFileSync(join(folder, 'checkpoints/step-00000006', file)),
    );
    expect(a?.length).toBeGreaterThan(1000);
    expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
  }
  const last = readLog(run)?.at(-1);
  const figures = async (...more: string[]) =>
    JSON.parse((await evalOf(data, run, ...more)).stdout) as Figures;
  const [plain, average] = [await figures(), await figures('--ema')];
  expect(last).toMatchObject({ kind: 'epoch', testAccuracy: plain.top1, testAccuracyEma: average.top1 });
  expect(last).toMatchObject({
    testLoss: expect.closeTo(plain.loss, 5),
    testLossEma: expect.closeTo(average.loss, 5),
  });
  expect(average.loss).not.toBe(plain.loss);

  const image = join(data, 'val/cat/0.jpg');
  const predict = async (...more: string[]) =>
    (await runInProcess('predict', '--model', run, '--backend', 'wasm', '--json', ...more, image)).stdout;
  expect(await predict('--ema')).not.toBe(await predict());
  const exported = async (name: string, ...more: string[]) => {
    const out = join(work, name);
    expect(await runInProcess('export', run, '--format', 'safetensors', '--out', out, ...more)).toMatchObject(
      { code: 0 },
    );
    return readFileSync(out);
  };
  const [weights, averages] = [await exported('a.safetensors'), await exported('b.safetensors', '--ema')];
  expect(averages.length).toBe(weights.length);
  expect(averages.equals(weights)).toBe(false);
});

interface Figures {
  readonly top1: number;
  readonly loss: number;
}

it('prints the recipe with all of it, and refuses what does not go together', async () => {
  const print = async (...more: string[]) =>
    await runInProcess('fit', '--recipe', 'slim', '--print-recipe', ...more);
  expect(JSON.parse((await print(...own)).stdout)).toMatchObject({
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ learningRate: 0.001, clipNorm: 0.5, ema: { decay: 0.9, warmup: true } },
  });
  expect(JSON.parse((await print('--clip-value', '0.1')).stdout)).toMatchObject({
    clipValue: 0.1,
    momentum: 0.9,
  });
  const refused = async (code: number, message: RegExp, ...more: string[]) => {
    const said = await print(...more);
    expect(said.code).toBe(code);
    expect(linesOf(said).at(-1)).toMatch(message);
  };
  await refused(
    2,
    /--optimizer <name>.* 'adam' is invalid\. Allowed choices are sgd, adamw, rmsprop, lamb/,
    '--optimizer',
    'adam',
  );
  await refused(
    2,
    /clipNorm and clipValue: both limit the gradients, give one/,
    '--clip-norm',
    '1',
    '--clip-value',
    '1',
  );
  await refused(2, /ema\.decay/, '--ema', '1');
});

it('--ema is refused for a network that is not trained', async () => {
  const said = await runInProcess(
    ...['export', 'sknet_slim', '--format', 'safetensors', '--ema'],
    ...['--out', join(await temporaryFolder(), 'a.safetensors')],
  );
  expect(said.code).toBe(2);
  expect(linesOf(said).at(-1)).toMatch(/sknet_slim: is not trained and has no average: leave --ema out$/);
});
