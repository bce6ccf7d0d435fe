/** The details of an evaluation as tables for a spreadsheet. */
import { elementAt } from 'sk-core';
import { csvText } from 'sk-io';
import type { EvaluationDetails } from '../../fit/evaluationDetails.js';

/** Returns a row for each class. */
export function classesCsv({ classes }: EvaluationDetails): string {
  const rows = classes.map(({ className, support, predicted, precision, recall, f1 }) => [
    className,
    ...[support, predicted, precision, recall, f1],
  ]);
  return csvText(['class', 'images', 'predicted', 'precision', 'recall', 'f1'], rows);
}

/** Returns a row for each true class, with its images in the column of the class that they were taken for. */
export function confusionCsv({ classes, confusion }: EvaluationDetails): string {
  const names = classes.map(({ className }) => className);
  const rows = confusion.map((counts, label) => [elementAt(names, label), ...counts]);
  return csvText(['class', ...names], rows);
}
