/** The libraries of CUDA that a TensorFlow wheel loads. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BindingError } from '../node/binding/bindingError.js';
import { type Platform, sharedLibraries } from './platform.js';

/** @throws BindingError for a TensorFlow without CUDA, or without the libraries beside it */
export function checkCuda(folder: string, platform: Platform): void {
  if (platform.system !== 'linux')
    throw new BindingError(`build: --cuda wants Linux, got ${platform.system}`);
  const library = join(folder, sharedLibraries(platform)[0]);
  const { stdout, error } = spawnSync('readelf', ['-d', library], { encoding: 'utf8' });
  if (error !== undefined) throw new BindingError('build: there is no readelf: install binutils');
  if (!stdout.includes('nvidia/cuda_runtime')) {
    throw new BindingError(
      `build: the TensorFlow in ${folder} computes on the processor alone: pip install 'tensorflow[and-cuda]==2.21.0', and leave --tensorflow out or name its folder`,
    );
  }
  const runtime = join(dirname(folder), 'nvidia', 'cuda_runtime', 'lib', 'libcudart.so.12');
  if (!existsSync(runtime)) {
    throw new BindingError(
      `build: ${runtime} is missing: pip install 'tensorflow[and-cuda]==2.21.0' brings CUDA beside TensorFlow`,
    );
  }
}
