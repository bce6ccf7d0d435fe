/** A measurement as data files. */
import { join } from 'node:path';
import type { Measurement } from '../measure/images/measurement.js';
import {
  attentionCsv,
  attentionJson,
  classesCsv,
  classesJson,
  confusionCsv,
  confusionJson,
} from '../measure/images/measurementFiles.js';
import { writeWhole } from './writeFile.js';

type Part = 'attention' | 'classes' | 'confusion';

/**
 * `attention.json`, `attention.csv` and their like, as far as they were measured.
 * @returns The names of the files.
 */
export async function writeMeasurement(
  folder: string,
  { attention, classes, confusion }: Measurement,
  parts: readonly Part[] = ['attention', 'classes', 'confusion'],
): Promise<string[]> {
  const texts: readonly (readonly [part: Part, json: string, csv: string])[] = [
    ['attention', attentionJson(attention), attentionCsv(attention)],
    ...(classes === undefined ? [] : [['classes', classesJson(classes), classesCsv(classes)] as const]),
    ...(confusion === undefined
      ? []
      : [['confusion', confusionJson(confusion), confusionCsv(confusion)] as const]),
  ];
  const files = texts
    .filter(([part]) => parts.includes(part))
    .flatMap(([part, json, csv]) => [[`${part}.json`, json] as const, [`${part}.csv`, csv] as const]);
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
  return files.map(([name]) => name);
}
