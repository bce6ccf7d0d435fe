/** The parts of a TensorFlow wheel that a binding needs: two libraries and the headers of the C API. */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { BindingError } from '../node/binding/bindingError.js';
import { type Platform, sharedLibraries } from './platform.js';

const header =
  /^tensorflow\/include\/(tensorflow\/(c|core\/(platform|common_runtime\/next_pluggable_device\/c))|tsl\/(c|platform)|xla\/tsl\/(c|platform))\/[\w/.-]+\.h$/;
/** The most that a member may take: the larger library of the CUDA wheel has 1.4 GB. */
const maxBytes = 4 * 2 ** 30;

/**
 * Unpacks a wheel once into a folder of its own name.
 * @returns the folder `tensorflow`
 * @throws BindingError for what is no wheel of TensorFlow
 */
export async function unpackWheel(
  wheel: string,
  cache: string,
  platform: Platform,
  note: (text: string) => void,
): Promise<string> {
  const whole = join(cache, basename(wheel, '.whl'));
  if (existsSync(whole)) return join(whole, 'tensorflow');
  note(`unpacks the libraries of ${basename(wheel)}`);
  const part = `${whole}.${process.pid}`;
  const wanted = new Set(sharedLibraries(platform).map((name) => `tensorflow/${name}`));
  try {
    const zip = await openPromise(wheel, { lazyEntries: true, autoClose: false, strictFileNames: true });
    try {
      for await (const entry of zip.eachEntry()) {
        const { fileName } = entry;
        if (!isWanted(entry, wanted)) continue;
        const target = join(part, ...fileName.split('/'));
        mkdirSync(dirname(target), { recursive: true });
        await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
        wanted.delete(fileName);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    const [why] = (error as Error).message.split('\n');
    throw new BindingError(`build: ${wheel} cannot be unpacked: ${why}`, { cause: error });
  }
  if (wanted.size > 0) {
    rmSync(part, { recursive: true, force: true });
    throw new BindingError(
      `build: ${wheel} has no ${[...wanted].join(' and no ')}: wants a wheel of tensorflow or tensorflow-cpu, 2.16 to 2.21, for ${platform.system}`,
    );
  }
  renameSync(part, whole);
  return join(whole, 'tensorflow');
}

function isWanted({ fileName, uncompressedSize }: Entry, libraries: ReadonlySet<string>): boolean {
  if (!libraries.has(fileName) && !(header.test(fileName) && !fileName.includes('..'))) return false;
  if (uncompressedSize > maxBytes) {
    throw new Error(`${fileName} takes ${uncompressedSize} bytes, wants at most ${maxBytes}`);
  }
  return true;
}
