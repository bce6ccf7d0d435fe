/**
 * Gives this process SwiftShader as its Vulkan driver, before Dawn starts: `node --import ./tools/swiftshader/load.mjs`.
 * On other systems than Linux x64 the machine's own adapter is used.
 */
import { constants } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import './restBetweenPolls.mjs';
import { unpackSwiftShader } from './unpack.mjs';

/** Of glibc: the library stays when the handle is closed, as it is when Node finds no addon in it. */
const RTLD_NODELETE = 0x1000;

if (process.platform === 'linux' && process.arch === 'x64' && isMainThread) {
  const folder = unpackSwiftShader();
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  // Dawn asks for libvulkan.so.1 by name, and finds the one that is loaded.
  try {
    process.dlopen(
      { exports: {} },
      join(folder, 'libvulkan.so.1'),
      constants.dlopen.RTLD_NOW | RTLD_NODELETE,
    );
  } catch (error) {
    if (!/did not self-register/.test(error.message)) throw error;
  }
}
