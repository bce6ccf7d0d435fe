/** `sk-train models`: every network that matches, as text, Markdown or JSON. */
import { exitCodes, printJson, printResult, UsageError } from 'sk-io/command';
import { listModels, type ModelEntry, registry } from 'sk-models';
import { modelRow } from './modelRow.js';
import { modelsTable, paperTable } from './modelsTable.js';
import type { ModelsCommandOptions } from './options.js';
import { paperMarkdown } from './paperMarkdown.js';

/** Prints the table and returns the exit code. */
export async function runModels(
  names: string,
  { paper, json, markdown }: ModelsCommandOptions,
): Promise<number> {
  const wanted = new Set(listModels(names));
  if (wanted.size === 0) {
    throw new UsageError(`no model is called '${names}': sk-train models lists all ${registry.size}`);
  }
  const entries: readonly ModelEntry[] = [...registry.values()].filter(({ name }) => wanted.has(name));
  const rows = entries.map(modelRow);
  if (json) printJson(rows);
  else if (markdown) process.stdout.write(paperMarkdown(rows));
  else printResult(paper ? paperTable(rows) : modelsTable(rows));
  return exitCodes.ok;
}
