/** Runs named cases of the conformance suite in a copy of the sources, with a mutant and without. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/workspaces.mjs';
import type { Mutant } from './mutants.mjs';
import type { WorkspaceCopy } from './workspace.js';

export interface CaseResult {
  readonly title: string;
  readonly status: string;
  /** The first message of a failure. */
  readonly message: string;
}

interface Report {
  readonly testResults?: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The whole grid has every case, and the processes know of no test that started them. */
const environment = Object.fromEntries([
  ...Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')),
  ['SK_TEST_FULL', '1'],
]);

/** Runs a script to its end, whatever its exit code. */
function runNode(args: readonly string[], cwd: string): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: environment, maxBuffer: 2 ** 26 };
    execFile(process.execPath, args, options, (error, _, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stderr }),
    );
  });
}

/** Returns the package and the file in it of a path relative to the root. */
export function packageOf(path: string): { readonly folder: string; readonly file: string } {
  const [, folder, file] = /^([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  if (folder === undefined || file === undefined) throw new Error(`${path} lies in no package`);
  return { folder, file };
}

/**
 * Runs the cases of a test file with these titles.
 *
 * @throws Error where the file holds none of them.
 */
export async function runCases(
  workspace: WorkspaceCopy,
  test: string,
  titles: readonly string[],
): Promise<readonly CaseResult[]> {
  const report = join(workspace.path, 'report.json');
  writeFileSync(report, '{}');
  const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const { folder, file } = packageOf(test);
  const { stderr } = await runNode(
    [
      ...[join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', folder],
      ...['--config', join(workspace.path, 'vitest.config.ts'), file, '-t', `(${pattern})$`],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    workspace.path,
  );
  const { testResults = [] } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const results = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title }) => titles.includes(title))
    .map(({ title, status, failureMessages: [message = ''] }) => ({ title, status, message }));
  if (results.length === 0) {
    throw new Error(`${test}: no case ran: ${testResults.map(({ message }) => message).join('\n')}${stderr}`);
  }
  return results;
}

type Generate = () => Promise<Readonly<Record<string, string>>>;

/** Compiles the kernels of a package whose assembly a mutant changed. */
async function generate(workspace: WorkspaceCopy, path: string): Promise<void> {
  const { folder, file } = packageOf(path);
  if (!file.startsWith('assembly/')) return;
  const place = join(workspace.path, folder);
  // One process compiles for all mutants, since the compiler's first run is by far the slowest.
  const script = (await import(pathToFileURL(join(place, 'scripts', 'generate.mjs')).href)) as {
    readonly generate: Generate;
  };
  for (const [name, text] of Object.entries(await script.generate())) {
    writeFileSync(join(place, 'src', 'generated', name), text);
  }
}

/**
 * Applies a mutant, runs the case that must fail for it, and takes the mutant back.
 *
 * @throws Error where the text of the mutant does not stand exactly once in its file, or the case does not run.
 */
export async function judge(workspace: WorkspaceCopy, mutant: Mutant): Promise<CaseResult> {
  const path = join(workspace.path, mutant.file);
  const source = readFileSync(path, 'utf8');
  const count = source.split(mutant.find).length - 1;
  if (count !== 1) throw new Error(`the text of the mutant stands ${count} times in ${mutant.file}`);
  const generated = join(workspace.path, packageOf(mutant.file).folder, 'src', 'generated');
  const compiled = (existsSync(generated) ? readdirSync(generated) : []).map((name) => {
    const file = join(generated, name);
    return [file, readFileSync(file, 'utf8')] as const;
  });
  try {
    writeFileSync(
      path,
      source.replace(mutant.find, () => mutant.replace),
    );
    await generate(workspace, mutant.file);
    const [result] = await runCases(workspace, mutant.test, [mutant.fails]);
    return result as CaseResult;
  } finally {
    writeFileSync(path, source);
    for (const [file, text] of compiled) writeFileSync(file, text);
  }
}
