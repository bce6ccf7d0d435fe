/**
 * Fine-tuning beats training from random weights: `sk-train fit --from` on 200 images of 6 to 9, by a
 * network that has seen 0 to 5 alone, beside the same steps from random weights. Uses the built command, on real digits of MNIST.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digitOf } from 'quickstart/digit';
import { loadDigits } from 'quickstart/digits';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const command = join(root, 'packages', 'sk-train', 'bin', 'sk-train.js');
const place = mkdtempSync(join(tmpdir(), 'sk-tuning-'));
afterAll(() => rmSync(place, { recursive: true }));

/** Writes the first digits of each class: those to train on are MNIST's own, and so are those to test on. */
function writeDigits(
  folder: string,
  classes: readonly number[],
  counts: { train: number; test: number },
): void {
  for (const split of ['train', 'test'] as const) {
    const digits = loadDigits(split === 'train' ? 'train' : 't10k');
    for (const name of classes) {
      const chosen = [...digits.labels.keys()]
        .filter((i) => digits.labels[i] === name)
        .slice(0, counts[split]);
      const target = join(folder, split, `${name}`);
      mkdirSync(target, { recursive: true });
      for (const i of chosen) {
        const image = [Buffer.from('P5\n28 28\n255\n'), digitOf(digits, i)];
        writeFileSync(join(target, `${i}.pgm`), Buffer.concat(image));
      }
    }
  }
}

interface Fitted {
  readonly step: number;
  readonly lastEpoch: { readonly testAccuracy: number };
}

function fit(data: string, run: string, options: readonly string[]): Fitted {
  const known = ['--backend', 'wasm', '--threads', '1', '--workers', '0', '--json', '--epochs', '2'];
  const args = [command, 'fit', '--data', data, '--out', join(place, run), ...known, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Fitted;
}

const [seen, unseen] = [join(place, 'seen'), join(place, 'unseen')];
const network = ['--model', 'sknet_digits', '--image-size', '28'];

beforeAll(() => {
  writeDigits(seen, [0, 1, 2, 3, 4, 5], { train: 400, test: 20 });
  writeDigits(unseen, [6, 7, 8, 9], { train: 50, test: 100 });
});

it('the mean of three seeds is better by 10 points of 400 test images, though random weights take the better of two rates', () => {
  fit(seen, 'base', [...network, '--batch-size', '32', '--lr', '0.05']);
  const gains = [1, 2, 3].map((seed) => {
    const small = ['--batch-size', '20', '--seed', `${seed}`];
    const tuned = fit(unseen, `tuned-${seed}`, ['--from', join(place, 'base'), ...small, '--lr', '0.02']);
    const fresh = ['0.02', '0.05'].map((lr) =>
      fit(unseen, `fresh-${seed}-${lr}`, [...network, ...small, '--lr', lr]),
    );
    expect(fresh.map(({ step }) => step)).toEqual([tuned.step, tuned.step]);
    const best = Math.max(...fresh.map(({ lastEpoch }) => lastEpoch.testAccuracy));
    console.log(`seed ${seed}: ${tuned.lastEpoch.testAccuracy} tuned, ${best} from random weights`);
    return tuned.lastEpoch.testAccuracy - best;
  });
  expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeGreaterThan(0.1);
});
