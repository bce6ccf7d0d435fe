/** The models that the npm package nsfwjs ships; fetched once into .cache, since 25 MB are too much for every `npm ci`. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

const npmPackage = 'nsfwjs@4.1.0';
const integrity =
  'sha512-2V27SoNXUJbAAi+vW8RHJbONs2AHa1odmjlRsVX2mirxR4IGt1OIzZ49IXgPVg6nktwA8Su61YEJql7VreEKyg==';
const home = join(import.meta.dirname, '..', '..', '.cache', 'foreign');

/**
 * Fetches and unpacks the package.
 *
 * @returns Its folder.
 * @throws Error where the archive is not the one that `integrity` names.
 */
export function fetchPackage(): string {
  const archive = join(home, 'nsfwjs-4.1.0.tgz');
  mkdirSync(home, { recursive: true });
  if (!existsSync(archive)) {
    execFileSync('npm', ['pack', npmPackage, '--silent', '--pack-destination', home], { stdio: 'inherit' });
  }
  const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (digest !== integrity) throw new Error(`${archive}: has the hash ${digest}, wanted ${integrity}`);
  const folder = join(home, 'nsfwjs');
  if (!existsSync(folder)) {
    const partial = mkdtempSync(join(home, 'unpacking-'));
    execFileSync('tar', ['-x', '-z', '-f', archive, '-C', partial, '--strip-components=1']);
    renameSync(partial, folder);
  }
  return folder;
}

interface ModelFile {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
}

/**
 * Loads a model of the package, which holds it as scripts: its JSON, and the bytes of its weights in base64.
 *
 * @param shards The number of files that hold the weights.
 */
export async function loadModelOf(folder: string, name: string, shards: number): Promise<LayersModel> {
  const require = createRequire(import.meta.url);
  const read = (file: string): unknown => require(join(folder, 'dist', 'models', name, `${file}.min.js`));
  const { modelTopology, weightsManifest } = read('model') as ModelFile;
  const files = Array.from({ length: shards }, (_, i) => read(`group1-shard${i + 1}of${shards}`) as string);
  const bytes = Buffer.concat(files.map((base64) => Buffer.from(base64, 'base64')));
  const weightData = Uint8Array.from(bytes).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}
