/** A measurement as data files. */
import { join } from 'node:path';
import { jsonText } from 'sk-io';
import type { Measurement } from '../measure/images/measurement.js';
import { attentionCsv, classesCsv, confusionCsv } from '../measure/images/measurementFiles.js';
import { writeWhole } from './writeFile.js';

const allParts = ['attention', 'classes', 'confusion'] as const;
type Part = (typeof allParts)[number];

/**
 * Writes `attention.json`, `attention.csv` and their like, of the parts that were measured.
 * @param parts Those that are wanted; all by default.
 * @returns The names of the files.
 */
export async function writeMeasurement(
  folder: string,
  measurement: Measurement,
  parts: readonly Part[] = allParts,
): Promise<string[]> {
  const { attention, classes, confusion } = measurement;
  const tables: Readonly<Record<Part, string | undefined>> = {
    attention: attentionCsv(attention),
    classes: classes && classesCsv(classes),
    confusion: confusion && confusionCsv(confusion),
  };
  const written: string[] = [];
  for (const part of allParts) {
    const [data, table] = [measurement[part], tables[part]];
    if (data === undefined || table === undefined || !parts.includes(part)) continue;
    await writeWhole(join(folder, `${part}.json`), jsonText(data));
    await writeWhole(join(folder, `${part}.csv`), table);
    written.push(`${part}.json`, `${part}.csv`);
  }
  return written;
}
