/** The tasks of turbo, and the files that the hash of each depends on. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/workspaces.mjs';

interface DryRun {
  readonly tasks: readonly {
    readonly taskId: string;
    readonly directory: string;
    /** Paths relative to the directory. */
    readonly inputs: Readonly<Record<string, string>>;
    readonly dependencies: readonly string[];
  }[];
}

export type TaskInputs = (taskId: string) => ReadonlySet<string>;

/**
 * Asks turbo.
 *
 * @returns A function from a task such as 'sk-core#test' to the files, relative to the root, whose change runs it again.
 */
export function taskInputs(tasks: readonly string[]): TaskInputs {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const output = execFileSync(process.execPath, [turbo, 'run', ...tasks, '--dry=json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const byId = new Map((JSON.parse(output) as DryRun).tasks.map((task) => [task.taskId, task]));
  const collect = (taskId: string, files: Set<string>, seen: Set<string>): ReadonlySet<string> => {
    const task = byId.get(taskId);
    if (task === undefined || seen.has(taskId)) return files;
    seen.add(taskId);
    for (const path of Object.keys(task.inputs)) files.add(join(task.directory, path));
    for (const dependency of task.dependencies) collect(dependency, files, seen);
    return files;
  };
  return (taskId) => collect(taskId, new Set(), new Set());
}
