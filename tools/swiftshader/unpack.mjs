/**
 * SwiftShader, a Vulkan driver that computes on the processor: out of the npm package @sparticuz/chromium (Linux x64),
 * into the project's cache. For right and wrong, not for speed.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const wanted = ['libvk_swiftshader.so', 'libvulkan.so.1', 'vk_swiftshader_icd.json'];
const block = 512;

/** @returns the folder of the driver and of the Vulkan loader */
export function unpackSwiftShader() {
  const source = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const folder = join(root, '.cache', `swiftshader-${version}`);
  if (wanted.every((name) => existsSync(join(folder, name)))) return folder;
  mkdirSync(folder, { recursive: true });
  const archive = brotliDecompressSync(readFileSync(join(source, 'bin', 'swiftshader.tar.br')));
  for (const [name, contents] of filesOf(archive)) {
    if (!wanted.includes(name)) continue;
    // Renamed when whole: several test processes may unpack at once.
    const part = join(folder, `${name}.${process.pid}`);
    writeFileSync(part, contents);
    renameSync(part, join(folder, name));
  }
  return folder;
}

/** Names and contents in a tar archive of plain files. */
function* filesOf(archive) {
  for (let at = 0; at < archive.length; ) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*/s, '');
    if (name === '') return;
    const size = Number.parseInt(archive.toString('ascii', at + 124, at + 136), 8);
    yield [name, archive.subarray(at + block, at + block + size)];
    at += block + Math.ceil(size / block) * block;
  }
}
