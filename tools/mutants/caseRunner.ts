/** Runs named cases of test files in a copy of the sources. */
import { join } from 'node:path';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import type { WorkspaceCopy } from './workspace.js';

export interface CaseResult {
  readonly title: string;
  readonly status: string;
  /** The first message of a failure. */
  readonly message: string;
}

/** Returns the package and the file in it of a path relative to the root. */
export function packageOf(path: string): { readonly folder: string; readonly file: string } {
  const [, folder, file] = /^([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  if (folder === undefined || file === undefined) throw new Error(`${path} lies in no package`);
  return { folder, file };
}

/** A vitest for each package, which stays between the runs; each run has a process of its own. */
export class CaseRunner {
  readonly #workspace: WorkspaceCopy;
  readonly #started = new Map<string, Promise<Vitest>>();

  constructor(workspace: WorkspaceCopy) {
    this.#workspace = workspace;
  }

  /**
   * Runs the cases of a test file with these titles.
   *
   * @throws Error where the file holds none of them.
   */
  async run(test: string, titles: readonly string[]): Promise<readonly CaseResult[]> {
    const { folder, file } = packageOf(test);
    const vitest = await this.#vitestOf(folder);
    const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    vitest.setGlobalTestNamePattern(new RegExp(`(${pattern})$`));
    const specifications = await vitest.globTestSpecifications([file]);
    const { testModules } = await vitest.runTestSpecifications(specifications);
    const results = testModules.flatMap((module) => resultsOf(module, titles));
    if (results.length === 0) {
      const errors = testModules.flatMap((module) => module.errors().map(({ message }) => message));
      throw new Error(`${test}: no case ran: ${errors.join('\n')}`);
    }
    return results;
  }

  /** Has the next run read a file again, given relative to the root. */
  async forget(path: string): Promise<void> {
    for (const vitest of this.#started.values()) {
      (await vitest).invalidateFile(join(this.#workspace.path, path));
    }
  }

  async close(): Promise<void> {
    for (const vitest of this.#started.values()) await (await vitest).close();
  }

  #vitestOf(folder: string): Promise<Vitest> {
    const { path } = this.#workspace;
    const started =
      this.#started.get(folder) ?? startVitest(join(path, folder), join(path, 'vitest.config.ts'));
    this.#started.set(folder, started);
    return started;
  }
}

async function startVitest(folder: string, config: string): Promise<Vitest> {
  // An empty reporter: the tests of mutants say what has failed.
  const vitest = await createVitest('test', { root: folder, config, watch: false, reporters: [{}] });
  await vitest.standalone();
  return vitest;
}

function resultsOf(module: TestModule, titles: readonly string[]): CaseResult[] {
  return [...module.children.allTests()]
    .filter(({ name }) => titles.includes(name))
    .map((test) => {
      const { state, errors } = test.result();
      return { title: test.name, status: state, message: errors?.[0]?.message ?? '' };
    });
}
