/**
 * h5wasm, the HDF5 library, is an optional peer: it is loaded when a file is first read. It is C, and a hostile file may
 * break it, so it is kept in bounds, and thrown away where it has failed.
 */

import type * as H5wasm from 'h5wasm';
import { firstLine } from '../../formats/text/firstLine.js';
import { ModelFileError } from '../../modelFileError.js';

export type Hdf5Library = typeof H5wasm;

/** Instances so far: Node keeps modules by their address, and each needs another. */
let instances = 0;
let current: Promise<Hdf5Library> | undefined;

/** @throws ModelFileError where h5wasm is not installed */
export async function hdf5Library(): Promise<Hdf5Library> {
  current ??= load(instances);
  return await current;
}

/** The next file gets a fresh library. */
function discard(): void {
  instances += 1;
  current = undefined;
}

async function load(instance: number): Promise<Hdf5Library> {
  const { error: print } = console;
  // The library keeps the function that it finds; what fails becomes an error, which says so itself.
  console.error = (...words: unknown[]) => {
    if (!isGuarded) print.apply(console, words);
  };
  try {
    const address = instance === 0 ? 'h5wasm' : `${import.meta.resolve('h5wasm')}?${instance}`;
    const library = (await import(address)) as Hdf5Library;
    const { FS, ...module } = await library.ready;
    // Without it a failed read is reported on the console, and its result is whatever memory held.
    (module as { activate_throwing_error_handler?(): void }).activate_throwing_error_handler?.();
    removeDevices(FS);
    return library;
  } catch (error) {
    current = undefined;
    throw new ModelFileError('h5wasm', 'reading HDF5 files needs this package: npm install h5wasm', {
      cause: error,
    });
  } finally {
    console.error = print;
  }
}

/** Whether a call of the library is under way, whose words are for nobody. */
let isGuarded = false;

interface Files {
  readdir(path: string): string[];
  unlink(path: string): void;
}

/** A file can name others that hold its data; the library's file system is in memory, and then holds none at all. */
function removeDevices(files: Files): void {
  for (const name of files.readdir('/dev')) {
    if (/^(tty\d*|u?random|std(in|out|err)|null)$/.test(name)) files.unlink(`/dev/${name}`);
  }
}

const pageBytes = 65_536;
/** What the library takes before it has read anything, three times. */
const ownBytes = 64 * 2 ** 20;

/**
 * Runs calls of the library with no more memory than the file gives reason for.
 * @param bytes Of what is read.
 * @throws ModelFileError in one line for what the library refuses, and where it fails
 */
export function guarded<T>(what: string, bytes: number, run: () => T): T {
  const memory = WebAssembly.Memory.prototype;
  const { grow } = memory;
  memory.grow = function (pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > ownBytes + 4 * bytes) throw new RangeError('too much');
    return grow.call(this, pages);
  };
  isGuarded = true;
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const failed = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    if (failed) discard();
    const why = failed ? 'the HDF5 library failed on it' : innermost((error as Error).message);
    throw new ModelFileError(what, `is damaged: ${why}`, { cause: error });
  } finally {
    memory.grow = grow;
    isGuarded = false;
  }
}

/** The library prints its stack of calls, a line each, and the cause last. */
function innermost(message: string): string {
  const causes = [...message.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map(([, cause]) => cause as string);
  const known = causes.find((cause) => /required filter/.test(cause));
  return firstLine(known ?? causes.at(-1) ?? message, 200);
}
