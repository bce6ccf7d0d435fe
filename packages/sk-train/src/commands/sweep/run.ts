/** `sk-train sweep`: from a table of recipes to the mean of each row. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from 'sk-io';
import { checkTarget, exitCodes, printJson, printResult, UsageError } from 'sk-io/command';
import { lockRun } from 'sk-io/node';
import type { SweepTable } from '../../node/sweep/sweepTable.js';
import type { SweepCommandOptions } from './options.js';
import { summaryCsv, summaryMarkdown, summaryText } from './results/describeSummary.js';
import { readResults } from './results/resultsFile.js';
import { summarize } from './results/summary.js';
import { type KnownResult, sortResults } from './results/validResults.js';
import { loadTable } from './table/loadTable.js';
import { planRuns, slugOf } from './table/plannedRuns.js';
import { trainMissing } from './trainMissing.js';

/** Trains what is missing, prints the results and returns the exit code. */
export async function runSweep(path: string, options: SweepCommandOptions): Promise<number> {
  const table = await loadTable(path);
  const runs = await planRuns(table, options.set);
  const out = options.out ?? join('runs', slugOf(table.name) || 'sweep');
  const results = options.results ?? out;
  if (options.summary) {
    print(table, (await sortResults(results, runs, await readResults(results))).valid, options);
    return exitCodes.ok;
  }
  const data = options.data ?? table.data;
  if (data === undefined) throw new UsageError('--data <folder> is missing, and the table names none');
  if (!existsSync(data)) throw new DataError(`${data}: no such folder`);
  checkTarget(out, 'folder');
  checkTarget(results, 'folder', '--results');
  const unlock = await lockRun(out);
  try {
    const { known, code } = await trainMissing({ runs, out, results, data }, options);
    print(table, known, options);
    return code;
  } finally {
    await unlock();
  }
}

function print(
  table: SweepTable,
  known: readonly KnownResult[],
  { json, markdown, csv }: SweepCommandOptions,
): void {
  const rows = summarize(table, known);
  if (json) {
    const { name, paper } = table;
    printJson({ name, ...(paper !== undefined && { paper }), rows });
  } else if (csv) {
    printResult(summaryCsv(rows));
  } else {
    printResult(markdown ? summaryMarkdown(table, rows) : summaryText(table, rows));
  }
}
