/** Describes a test: the figures, the classes that are known worst, and those that are taken for each other. */
import { elementAt } from 'sk-core';
import { aligned, oneLine, percent } from 'sk-io/command';
import type { DetailedEvaluation } from '../../fit/evaluate.js';
import type { EvaluationDetails } from '../../fit/evaluationDetails.js';
import type { AverageMetrics } from '../../metrics/classMetrics.js';
import { confusedPairs } from '../../metrics/confusedPairs.js';

/** Up to so many classes are all listed, and so many rows has a table of some of more. */
const mostRows = 10;

export function describeEvaluation({ accuracy, top5, loss, images, details }: DetailedEvaluation): string {
  const { classes, interval, calibrationError, brier } = details;
  const [low, high] = interval;
  // Among five classes every image is within the five.
  const topFive = classes.length > 5 ? [`top-5 ${percent(top5)}`] : [];
  return [
    [`top-1 ${percent(accuracy)}`, ...topFive, `loss ${loss.toFixed(4)} over ${images} images`].join(', '),
    `95 % interval of top-1 ${percent(low)} to ${percent(high)}, calibration error ${percent(calibrationError)}, Brier score ${brier.toFixed(4)}`,
    '',
    ...(classes.length > mostRows ? worstClasses(details) : [classTable(details, classes)]),
  ].join('\n');
}

function worstClasses(details: EvaluationDetails): readonly string[] {
  const { classes, confusion } = details;
  const tested = classes.filter(({ support }) => support > 0);
  const worst = [...tested].sort((a, b) => a.f1 - b.f1).slice(0, mostRows);
  const pairs = confusedPairs(confusion, mostRows);
  return [
    `the ${worst.length} of ${tested.length} tested classes with the lowest F1:`,
    classTable(details, worst),
    ...(pairs.length === 0 ? [] : ['', 'taken for each other most often:', pairTable(details, pairs)]),
  ];
}

function classTable({ macro, weighted }: EvaluationDetails, rows: EvaluationDetails['classes']): string {
  const shares = ({ precision, recall, f1 }: AverageMetrics) => ({
    precision: percent(precision),
    recall: percent(recall),
    F1: percent(f1),
  });
  const columns = ['class', 'images', 'precision', 'recall', 'F1'] as const;
  const lines = rows.map((row) => ({
    class: oneLine(row.className),
    images: String(row.support),
    ...shares(row),
  }));
  const means = [
    { class: '(mean of the classes)', ...shares(macro) },
    { class: '(mean of the images)', ...shares(weighted) },
  ];
  return aligned(columns, [...lines, ...means], ['class']);
}

function pairTable({ classes }: EvaluationDetails, pairs: ReturnType<typeof confusedPairs>): string {
  const rows = pairs.map(({ label, predicted, count }) => {
    const { className, support } = elementAt(classes, label);
    return {
      class: oneLine(className),
      'taken for': oneLine(elementAt(classes, predicted).className),
      images: String(count),
      'of the class': percent(count / support),
    };
  });
  return aligned(['class', 'taken for', 'images', 'of the class'], rows, ['class', 'taken for']);
}
