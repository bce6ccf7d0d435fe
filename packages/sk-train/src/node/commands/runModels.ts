/** `sk-train models`: every network that matches, as text, Markdown or JSON. */
import { listModels, type ModelEntry, registry } from 'sk-models';
import { exitCodes, UsageError } from '../exitCodes.js';
import { modelRow } from '../zoo/modelRow.js';
import { modelsTable, paperTable } from '../zoo/modelsTable.js';
import { paperMarkdown } from '../zoo/paperMarkdown.js';
import type { ModelsCommandOptions } from './modelsCommand.js';
import { startQuickest } from './startQuickest.js';
import { printResult } from './terminal.js';

/** @returns the exit code */
export async function runModels(
  names: string,
  { paper, json, markdown }: ModelsCommandOptions,
): Promise<number> {
  const wanted = new Set(listModels(names));
  if (wanted.size === 0) {
    throw new UsageError(`no model is called '${names}': sk-train models lists all ${registry.size}`);
  }
  const entries: readonly ModelEntry[] = [...registry.values()].filter(({ name }) => wanted.has(name));
  // Layers of tfjs want a backend before they tell their shapes.
  await startQuickest();
  const rows = entries.map(modelRow);
  if (json) printResult(JSON.stringify(rows, undefined, 2));
  else if (markdown) process.stdout.write(paperMarkdown(rows));
  else printResult(paper ? paperTable(rows) : modelsTable(rows));
  return exitCodes.ok;
}
