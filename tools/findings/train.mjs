/** The networks of the findings, and their training. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/workspaces.mjs';
import { claimOf } from '../claims/claims.mjs';

const command = fileURLToPath(new URL('../../packages/sk-train/bin/sk-train.js', import.meta.url));

/** One network trained in two ways, on whole images and on crops of many sizes, which the findings compare. */
export const networks = [
  {
    id: 'whole',
    title: 'Trained on whole images',
    augmentation:
      'recipe `slim`: batches of 64, one cosine from 0.1, crops of the image padded by 4 pixels, flips',
  },
  {
    id: 'crops',
    title: 'Trained on crops of many sizes',
    augmentation:
      'the same, but each image is a random box of a quarter to the whole of its area, resized to 32 × 32 pixels: the network learns from objects at 1.0× to 2.0×, as the paper trained on ImageNet',
  },
].map((network) => {
  const { options } = claimOf(network.id);
  const words = ['--data', 'cifar10', ...options, '--backend', 'wasm', '--out', `runs/${network.id}`];
  return { ...network, options, command: `npx sk-train fit ${words.join(' ')}` };
});
const epochs = 8;

/**
 * Trains a network, or goes on where an earlier call was interrupted.
 * @returns The records of the epochs.
 */
export function train(data, run, { options }) {
  if (epochsOf(run).length < epochs) {
    const [from, to] = [resolve(data), resolve(run)];
    const args = ['fit', '--resume', '--data', from, ...options, '--backend', 'wasm', '--out', to];
    const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  return epochsOf(run);
}

function epochsOf(run) {
  const log = join(run, 'log.jsonl');
  if (!existsSync(log)) return [];
  const records = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return records.filter(({ kind }) => kind === 'epoch');
}
