/** The beginning of `sk-train fit` with the options of a claim, on drawn images instead of the claim's own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { root } from '../../scripts/workspaces.mjs';
import { weightsDigest } from './weightsDigest.mjs';

const classes = 10;
const side = 32;
/** An epoch of two steps for batches of 64. */
const images = { train: 80, test: 20 };
const steps = 2;

/** Returns the digest of the initial weights, the recipe, the losses of the first steps, and the test loss after them. */
export async function firstFitSteps(options) {
  const folder = mkdtempSync(join(tmpdir(), 'sk-claims-'));
  try {
    const [data, run] = [join(folder, 'data'), join(folder, 'run')];
    await drawImages(data);
    fit([...options, '--data', data, '--out', run]);
    const recipe = JSON.parse(readFileSync(join(run, 'recipe.json'), 'utf8'));
    const records = readFileSync(join(run, 'log.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
    await start();
    const weights = await weightsDigest(
      createModel(recipe.model, { numClasses: classes, seed: recipe.seed }),
    );
    return { weights, recipe, losses: lossesOf(records) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fit(options) {
  const command = join(
    dirname(createRequire(import.meta.url).resolve('sk-train/package.json')),
    'bin/sk-train.js',
  );
  const known = ['--backend', 'wasm', '--threads', '1', '--log-every', '1', '--max-steps', String(steps)];
  const { status, stderr } = spawnSync(process.execPath, [command, 'fit', ...options, ...known], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`sk-train fit ${options.join(' ')}: ${stderr}`);
}

/** The losses of steps, and the test losses of epochs. */
const lossesOf = (records) =>
  records.map((record) => (record.kind === 'step' ? record.loss : record.testLoss));

/** Stripes whose width and colour are those of the class. */
async function drawImages(folder) {
  for (const [split, count] of Object.entries(images))
    for (let i = 0; i < count; i++) {
      const index = i % classes;
      const place = join(folder, split, `class-${index}`);
      mkdirSync(place, { recursive: true });
      const pixels = Uint8Array.from({ length: side * side * 3 }, (_, p) => {
        const [x, channel] = [Math.floor(p / 3) % side, p % 3];
        return (Math.floor((x + i) / (1 + index)) % 2) * 150 + ((index * (channel + 1) * 23 + i) % 100);
      });
      await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).toFile(
        join(place, `${i}.png`),
      );
    }
}
