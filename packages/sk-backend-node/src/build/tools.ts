/** The programs of a build: a C++ compiler and what reads the symbols of a library. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BindingError } from '../node/binding/bindingError.js';

const installCompiler =
  'install one (Debian and Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install), or name it in CXX';

/** Runs the compiler. @throws BindingError with the first error that it prints */
export function compile(flags: readonly string[]): void {
  const { env } = process;
  const compiler = env['CXX'] ?? 'g++';
  const { error, status, stderr } = spawnSync(compiler, flags, { encoding: 'utf8' });
  if (error !== undefined)
    throw new BindingError(`build: there is no C++ compiler ${compiler}: ${installCompiler}`);
  if (status === 0) return;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const first = lines.find((line) => /error|cannot find|undefined/.test(line)) ?? lines[0] ?? '';
  throw new BindingError(`build: ${compiler} ended with ${status}: ${first.trim()}`);
}

/** Returns the symbols of a file that fulfil a condition. @throws BindingError where nm is missing or fails */
export async function symbolsOf(
  flags: readonly string[],
  file: string,
  isWanted: (symbol: string) => boolean,
): Promise<Set<string>> {
  const child = spawn('nm', [...flags, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const found = new Set<string>();
  const reading = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [symbol = ''] = line.trim().split(/\s+/).at(-1)?.split('@') ?? [];
      if (isWanted(symbol)) found.add(symbol);
    }
  })();
  const code = await ended.catch(() => {
    throw new BindingError('build: there is no nm: install binutils, which a C++ compiler comes with');
  });
  await reading;
  if (code !== 0) throw new BindingError(`build: nm cannot read ${file}`);
  return found;
}
