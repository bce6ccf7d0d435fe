/** Prints answers one by one, as words, JSON, lines of JSON or a table. */
import { csvLine, visible } from 'sk-io';
import { oneLine, printResult } from 'sk-io/command';
import { type Answer, answerColumns, answerRow } from './answer.js';
import type { PredictCommandOptions } from './options.js';

export interface AnswerPrinter {
  print(answer: Answer): void;
  /** Prints what comes behind the last answer. */
  end(): void;
}

/** Returns the printer that the options ask for, and prints what comes before the first answer. */
export function answerPrinter(
  { json, jsonl, csv }: Pick<PredictCommandOptions, 'json' | 'jsonl' | 'csv'>,
  top: number,
): AnswerPrinter {
  if (json) return jsonPrinter();
  if (jsonl) return withoutEnd((answer) => printResult(visible(JSON.stringify(answer))));
  if (csv) {
    printLine(answerColumns(top));
    return withoutEnd((answer) => printLine(answerRow(answer, top)));
  }
  return withoutEnd((answer) => {
    if (answer.error === undefined) printResult(describe(answer));
  });
}

const withoutEnd = (print: AnswerPrinter['print']): AnswerPrinter => ({ print, end: () => undefined });

const printLine = (row: Parameters<typeof csvLine>[0]): void => printResult(csvLine(row).slice(0, -1));

/** Prints an array as `JSON.stringify` does with an indent of two, of which it keeps no element. */
function jsonPrinter(): AnswerPrinter {
  let printed = 0;
  return {
    print(answer) {
      const text = JSON.stringify(answer, null, 2).replace(/^/gm, '  ');
      process.stdout.write(`${printed === 0 ? '[' : ','}\n${visible(text)}`);
      printed++;
    },
    end: () => printResult(printed === 0 ? '[]' : '\n]'),
  };
}

function describe({ path, predictions = [] }: Answer): string {
  const lines = predictions.map(
    (score) => `  ${(score.probability * 100).toFixed(2).padStart(6)} %  ${oneLine(score.class)}`,
  );
  return [oneLine(path), ...lines].join('\n');
}
