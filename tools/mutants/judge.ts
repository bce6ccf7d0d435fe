/** Puts a mutant into a copy of the sources, and sees whether the case that it names fails. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CaseResult, type CaseRunner, packageOf } from './caseRunner.js';
import type { Mutant } from './mutants.mjs';
import type { WorkspaceCopy } from './workspace.js';

type Generate = () => Promise<Readonly<Record<string, string>>>;

const generatedOf = (path: string): string => join(packageOf(path).folder, 'src', 'generated');

/** Compiles the kernels of a package whose assembly a mutant changed. @returns The files that this wrote. */
async function generate(workspace: WorkspaceCopy, path: string): Promise<readonly string[]> {
  const { folder, file } = packageOf(path);
  if (!file.startsWith('assembly/')) return [];
  // One process compiles for all mutants, since the compiler's first run is by far the slowest.
  const script = (await import(pathToFileURL(join(workspace.path, folder, 'scripts/generate.mjs')).href)) as {
    readonly generate: Generate;
  };
  return Object.entries(await script.generate()).map(([name, text]) => {
    const written = join(generatedOf(path), name);
    writeFileSync(join(workspace.path, written), text);
    return written;
  });
}

/**
 * Applies a mutant, runs the case that must fail for it, and takes the mutant back.
 *
 * @throws Error where the text of the mutant does not stand exactly once in its file, or the case does not run.
 */
export async function judge(
  workspace: WorkspaceCopy,
  runner: CaseRunner,
  { file, find, replace, test, fails }: Mutant,
): Promise<CaseResult> {
  const read = (path: string): string => readFileSync(join(workspace.path, path), 'utf8');
  const source = read(file);
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`the text of the mutant stands ${count} times in ${file}`);
  const generated = join(workspace.path, generatedOf(file));
  const names = existsSync(generated) ? readdirSync(generated) : [];
  const before = new Map(
    [file, ...names.map((name) => join(generatedOf(file), name))].map((path) => [path, read(path)]),
  );
  try {
    writeFileSync(
      join(workspace.path, file),
      source.replace(find, () => replace),
    );
    for (const path of [file, ...(await generate(workspace, file))]) await runner.forget(path);
    const [result] = await runner.run(test, [fails]);
    return result as CaseResult;
  } finally {
    for (const [path, text] of before) {
      writeFileSync(join(workspace.path, path), text);
      await runner.forget(path);
    }
  }
}
