/** The promises of the commands, on real images: CIFAR-10 as JPEG files, and 40 photographs. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cifarArchive, photographArchive, unpack } from '../../archives.js';
import { logOf, lossesOf, runCommand } from '../../command.js';
import { firstOfEach } from '../../firstOfEach.js';

const work = mkdtempSync(join(tmpdir(), 'sk-real-images-'));
const run = join(work, 'run');
const all = join(work, 'cifar');
const some = join(work, 'some');
let top1 = Number.NaN;

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('sk-train on the JPEG files of CIFAR-10', () => {
  beforeAll(() => {
    // An epoch of so many ends with the rate at zero and a test.
    firstOfEach(unpack(cifarArchive, all), some, { train: 400, test: 100 });
  });

  it('fit trains, and its loss falls', async () => {
    const { code, stderr } = await runCommand('sk-train', [
      'fit',
      ...['--data', some, '--model', 'sknet_slim', '--recipe', 'slim'],
      ...['--epochs', '1', '--backend', 'wasm', '--seed', '1', '--out', run],
    ]);
    expect(code, stderr).toBe(0);
    const losses = lossesOf(run);
    const mean = (list: readonly number[]): number => list.reduce((sum, loss) => sum + loss, 0) / list.length;
    expect(mean(losses.slice(-3))).toBeLessThan(mean(losses.slice(0, 3)) - 0.2);
  });

  it('eval gives the test accuracy of the run, well above chance', async () => {
    const { code, stdout, stderr } = await runCommand('sk-train', [
      ...['eval', '--run', run, '--data', some, '--backend', 'wasm', '--json'],
    ]);
    expect(code, stderr).toBe(0);
    top1 = Number(/"top1":\s*([\d.]+)/.exec(stdout)?.[1]);
    const tested = logOf(run).flatMap((record) => (record.kind === 'epoch' ? [record.testAccuracy] : []));
    expect(top1).toBeGreaterThan(0.2);
    expect(top1).toBeCloseTo(Number(tested[0]), 6);
  });
});

describe('sk-viz report on 400 test images', () => {
  const report = join(work, 'report.html');
  const folder = join(work, 'report');

  it('ends with a page that has its sections and asks for nothing', async () => {
    const { code, stderr } = await runCommand('sk-viz', [
      ...['report', '--model', run, '--images', join(all, 'test'), '--limit', '400', '--out', report],
    ]);
    expect(code, stderr).toBe(0);
    const html = readFileSync(report, 'utf8');
    for (const id of [
      'attention',
      'classes',
      'confusion',
      'training',
      'evidence',
      'tradeoff',
      'architecture',
    ])
      expect(html).toContain(`id="${id}"`);
    expect(html.match(/(?:src|href)="https?:[^"]*"/g)).toBeNull();
  });

  it('writes each figure as JSON, CSV, SVG and PNG', () => {
    const figures = readdirSync(folder).filter((name) => name.endsWith('.svg'));
    expect(figures.length).toBeGreaterThan(10);
    const missing = figures
      .flatMap((name) => ['.json', '.csv', '.png'].map((end) => name.replace('.svg', end)))
      .filter((name) => !existsSync(join(folder, name)));
    expect(missing).toEqual([]);
  });

  it('measures so many, with about the accuracy of the run', () => {
    const { images, accuracy } = JSON.parse(readFileSync(join(folder, 'attention.json'), 'utf8')) as {
      images: number;
      accuracy: readonly { accuracy: number }[];
    };
    expect(images).toBe(400);
    expect(Math.abs(Number(accuracy[0]?.accuracy) - top1)).toBeLessThan(0.1);
  });
});

describe('sk-train predict on photographs', () => {
  let photographs: string[] = [];

  beforeAll(() => {
    const folder = unpack(photographArchive, join(work, 'photographs'));
    photographs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.jpe?g$/i.test(name))
      .map((name) => join(folder, name));
  });

  it('an untrained SKNet-50 answers for all 40 without NaN', async () => {
    expect(photographs).toHaveLength(40);
    const { code, stdout, stderr } = await runCommand('sk-train', [
      ...['predict', '--model', 'sknet50', '--json', ...photographs],
    ]);
    expect(code, stderr).toBe(0);
    const probabilities = [...stdout.matchAll(/"probability":\s*([^,}\s]+)/g)].map(([, p]) => Number(p));
    expect(probabilities).toHaveLength(200);
    expect(probabilities.every(Number.isFinite)).toBe(true);
  });

  it('a truncated photograph is one clear line and exit code 3', async () => {
    const broken = join(work, 'broken.jpg');
    writeFileSync(broken, readFileSync(photographs[0] as string).subarray(0, 2000));
    const { code, stderr } = await runCommand('sk-train', ['predict', '--model', 'sknet_slim', broken]);
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/^sk-train: .*broken\.jpg.*\n$/m);
  });
});
