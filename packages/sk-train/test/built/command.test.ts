/** The built command: what it prints, and the exit code of each kind of failure. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { readLog } from 'sk-io/node';
import { recipes } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecipe } from '#internal';
import { type Finished, runCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';

/** The one line that a failure prints, behind whatever was said before it. */
function complaint({ stderr }: Finished): string {
  return stderr.trim().split('\n').at(-1) as string;
}

const slim = (data: string, run: string): string[] => [
  'fit',
  ...['--data', data, '--model', 'sknet_slim', '--image-size', '8', '--batch-size', '4', '--epochs', '1'],
  ...['--lr', '0.02', '--backend', 'wasm', '--workers', '0', '--out', run],
];

describe('sk-train', () => {
  it('helps', async () => {
    const { code, stdout } = await runCommand(['fit', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: sk-train fit');
  });

  it('answers a wrong option with one line and exit code 2', async () => {
    const result = await runCommand(['fit', '--epocs', '3']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(complaint(result)).toMatch(/^sk-train: error: unknown option '--epocs'.*Did you mean --epochs/);
  });

  it('answers a data folder that is not there with exit code 3, and with the stack if asked', async () => {
    const result = await runCommand(['fit', '--data', '/nowhere/at all']);
    expect(result).toMatchObject({ code: 3, stderr: 'sk-train: /nowhere/at all: no such folder\n' });
    const verbose = await runCommand(['fit', '--data', '/nowhere', '--verbose']);
    expect(verbose.stderr).toMatch(/DataError: \/nowhere: no such folder\n\s+at /);
  });

  it('prints a recipe that it accepts', async () => {
    const { code, stdout } = await runCommand([
      'fit',
      '--recipe',
      'cifar',
      '--epochs',
      '9',
      '--print-recipe',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...parseRecipe(recipes['cifar']), epochs: 9, model: 'sknet_slim' });
    const file = join(await temporaryFolder(), 'mine.json');
    writeFileSync(file, stdout);
    const again = await runCommand(['fit', '--recipe', file, '--print-recipe']);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
    writeFileSync(file, '{"epochs": 3,');
    expect(await runCommand(['fit', '--recipe', file, '--print-recipe'])).toMatchObject({ code: 2 });
  });

  it('ends a batch that cannot fit with sizes, advice and exit code 4, before the first step', async () => {
    const data = await writeImageFolder(await temporaryFolder(), { train: 22, test: 1 });
    const run = join(data, 'run');
    const result = await runCommand([
      ...['fit', '--data', data, '--model', 'sknet50', '--recipe', 'imagenet', '--batch-size', '64'],
      ...['--backend', 'wasm', '--out', run],
    ]);
    expect(result.code).toBe(4);
    expect(complaint(result)).toMatch(
      /needs about [\d.]+ GB, and [\d.]+ GB of [\d.]+ GB are free; take --batch-size \d/,
    );
    expect(existsSync(join(run, 'recipe.json'))).toBe(false);
  });

  it('ends a diverging run with exit code 5', async () => {
    const data = await writeImageFolder(await temporaryFolder(), { train: 8, test: 1 });
    const result = await runCommand([...slim(data, join(data, 'run')), '--lr', '1e30', '--warmup', '0']);
    expect(result.code).toBe(5);
    expect(complaint(result)).toMatch(/the loss is (NaN|Infinity) at step \d/);
  });
});

describe('a run', () => {
  let data: string;
  let run: string;
  let trained: Finished;

  beforeAll(async () => {
    // Not a temporary folder of one test: all tests of this group read it.
    data = await writeImageFolder(mkdtempSync(join(tmpdir(), 'sk-train-')), { train: 8, test: 3 });
    run = join(data, 'run');
    trained = await runCommand([...slim(data, run), '--log-every', '2']);
    return () => {
      rmSync(data, { recursive: true });
    };
  });

  it('holds its recipe, logs and checkpoint', () => {
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.stdout).toMatch(/run: done at step 6, epoch 1: .* best test accuracy/);
    expect(trained.stderr).toContain('backend: wasm, as asked');
    expect(JSON.parse(readFileSync(join(run, 'recipe.json'), 'utf8'))).toMatchObject({
      model: 'sknet_slim',
      epochs: 1,
    });
    expect(readLog(run)?.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      'step 2',
      'step 4',
      'step 6',
      'epoch 6',
    ]);
    expect(readFileSync(join(run, 'log.csv'), 'utf8').trim().split('\n')).toHaveLength(2);
    expect(readdirSync(join(run, 'checkpoints', 'step-00000006')).sort()).toEqual([
      ...['manifest.json', 'model.json', 'optimizer.bin', 'state.json', 'weights.bin'],
    ]);
    expect(existsSync(join(run, 'lock'))).toBe(false);
  });

  it('is not overwritten, and not resumed under another recipe', async () => {
    const again = await runCommand(slim(data, run));
    expect(again.code).toBe(2);
    expect(complaint(again)).toContain('there is a run here already: add --resume');
    const changed = await runCommand([...slim(data, run), '--resume', '--lr', '0.5', '--batch-size', '2']);
    expect(changed.code).toBe(2);
    expect(complaint(changed)).toMatch(/batchSize was 4 and is now 2; learningRate was 0.02 and is now 0.5/);
  });

  it('is evaluated on its test images, in words or JSON', async () => {
    const { code, stdout } = await runCommand([
      'eval',
      '--run',
      run,
      '--data',
      data,
      '--json',
      '--workers',
      '0',
    ]);
    expect(code).toBe(0);
    const figures = JSON.parse(stdout) as { top1: number; loss: number; images: number };
    const epoch = readLog(run)?.at(-1);
    expect(figures).toMatchObject({ top5: 1, images: 9 });
    expect(epoch).toMatchObject({ testAccuracy: figures.top1 });
    const words = await runCommand(['eval', '--run', run, '--best', '--data', data, '--workers', '0']);
    expect(words.stdout).toMatch(/^top-1 [\d.]+ %, loss [\d.]+ over 9 images\n/);
  });

  it('predicts with its class names', async () => {
    const image = join(data, 'test', 'red', '000.png');
    const { code, stdout } = await runCommand(['predict', '--model', run, '--top', '2', image]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(image);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^ +\d+\.\d\d % {2}(blue|green|red)$/);
  });

  it('predicts with a model.json that is named', async () => {
    const image = join(data, 'test', 'red', '000.png');
    const model = join(run, 'checkpoints', 'step-00000006', 'model.json');
    const { code, stdout } = await runCommand(['predict', '--model', model, '--top', '1', image]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/% {2}(blue|green|red)\n$/);
  });

  it('answers for the images that can be read, and gives each other one its line and exit code 3', async () => {
    const folder = await temporaryFolder();
    const good = join(folder, 'good.jpg');
    const pixels = { width: 40, height: 30, channels: 3, background: 'tomato' } as const;
    await sharp({ create: pixels }).jpeg().toFile(good);
    const bad = {
      cut: join(folder, 'cut.jpg'),
      empty: join(folder, 'empty.jpg'),
      text: join(folder, 'text.jpg'),
    };
    writeFileSync(bad.cut, readFileSync(good).subarray(0, 200));
    writeFileSync(bad.empty, '');
    writeFileSync(bad.text, 'hello');
    copyFileSync(good, join(folder, 'last.jpg'));
    mkdirSync(join(folder, 'nothing'));
    const paths = [
      good,
      ...Object.values(bad),
      join(folder, 'nowhere.jpg'),
      join(folder, 'nothing'),
      join(folder, 'last.jpg'),
    ];
    const result = await runCommand(['predict', '--model', run, '--json', ...paths]);
    expect(result.code).toBe(3);
    const answers = JSON.parse(result.stdout) as { path: string; predictions?: { probability: number }[] }[];
    expect(answers.map(({ path }) => path)).toEqual(paths);
    expect(answers.map(({ predictions }) => predictions?.length)).toEqual([
      3,
      ...Array(5).fill(undefined),
      3,
    ]);
    const sum = answers[0]?.predictions?.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1, 5);
    const lines = result.stderr.split('\n').filter((line) => line.startsWith('sk-train: '));
    expect(lines).toHaveLength(5);
    paths.slice(1, 6).forEach((path, i) => {
      expect(lines[i]).toContain(path);
    });
  });

  it('passes over a damaged checkpoint, and says so', async () => {
    const folder = await temporaryFolder();
    cpSync(run, join(folder, 'run'), { recursive: true });
    const checkpoints = join(folder, 'run', 'checkpoints');
    cpSync(join(checkpoints, 'step-00000006'), join(checkpoints, 'step-00000007'), { recursive: true });
    writeFileSync(join(checkpoints, 'step-00000007', 'weights.bin'), 'x');
    const result = await runCommand(['eval', '--run', join(folder, 'run'), '--data', data, '--workers', '0']);
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(
      /passed over a damaged checkpoint: .*step-00000007: weights.bin has 1 bytes/,
    );
  });
});

describe('bench', () => {
  const small = ['bench', '--image-size', '16', '--batch-size', '2', '--steps', '2', '--backend', 'wasm'];

  it('prints time, speed, share of the baseline and a table of kernels', async () => {
    const { code, stdout, stderr } = await runCommand([...small, '--profile']);
    expect(code, stderr).toBe(0);
    // A slow machine is told how far it is, too.
    expect(stderr).toMatch(/^backend: wasm, as asked\n/);
    expect(stdout).toMatch(
      /^sknet_slim on wasm: training step of 2 x 16x16x3\n {2}time .* ms \(median of 2;/,
    );
    expect(stdout).toMatch(/\n {2}baseline .* % of the .* GMAC\/s of tfjs's own (\d+)x\1 matMul/);
    expect(stdout).toMatch(/\nSkGroupedConv2DBackpropFilter +28 /);
    expect(stdout).toMatch(/\noutside of kernels .*\nstep .*100\.0 %.*\n$/);
  });

  it('prints JSON, of a forward pass and by shape', async () => {
    const { code, stdout } = await runCommand([...small, '--inference', '--by', 'shape', '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { memory: object; profile: { kernels: object[] } };
    expect(report).toMatchObject({ backend: 'wasm', work: 'forward pass', image: [16, 16, 3], steps: 2 });
    expect(report.memory).toMatchObject({ heapBytes: expect.any(Number) });
    expect(report.profile.kernels).toContainEqual(
      expect.objectContaining({
        kernel: 'SkGroupedConv2D',
        shape: '2x16x16x3 * 3x3x3x32 -> 2x16x16x32',
        calls: 1,
        multiplyAdds: 2 * 16 * 16 * 32 * 27,
      }),
    );
  });

  it('answers a batch that does not fit with exit code 4', async () => {
    const result = await runCommand([
      'bench',
      '--model',
      'sknet50',
      '--batch-size',
      '64',
      '--backend',
      'wasm',
    ]);
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(complaint(result)).toContain('out of memory before the first step');
  });
});

describe('doctor', () => {
  it('finds wasm and its kernels in order', async () => {
    const { code, stdout } = await runCommand(['doctor', '--json']);
    expect(code).toBe(0);
    const { backends, packages } = JSON.parse(stdout) as {
      backends: {
        name: string;
        health?: { isRight: boolean };
        kernels?: Record<string, string>;
        reason?: string;
      }[];
      packages: Record<string, string>;
    };
    expect(packages['sk-core']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(packages['sharp']).toMatch(/^\d+\.\d+\.\d+$/);
    const [webgpu, tensorflow, wasm, cpu] = backends;
    expect(backends).toHaveLength(4);
    expect(tensorflow?.reason).toMatch(/@tensorflow\/tfjs-node is not installed/);
    expect(wasm).toMatchObject({ name: 'wasm', health: { isRight: true } });
    const composites = Object.entries(wasm?.kernels ?? {}).filter(([, origin]) => origin !== 'plugin');
    // These work on few values.
    expect(composites).toEqual(
      ['Attend', 'AttendBackprop', 'Dropout', 'SoftmaxCrossEntropy', 'SoftmaxCrossEntropyBackprop'].map(
        (name) => [`Sk${name}`, 'composite'],
      ),
    );
    expect(cpu).toMatchObject({ name: 'cpu', health: { isRight: true } });
    expect(webgpu?.name).toBe('webgpu');
  });
});
