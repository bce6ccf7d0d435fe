/** `sk-viz report`: everything in one HTML file. */
import { Command } from 'commander';
import { attentionFindings } from '../../attention/attentionFindings.js';
import { reportHtml } from '../../report/reportHtml.js';
import { runReport } from '../runReport.js';
import { writeWhole } from '../writeFile.js';
import { measure } from './measure.js';
import { addImageOptions, type ImageOptions } from './options.js';
import { printResult } from './terminal.js';

interface ReportOptions extends ImageOptions {
  readonly out: string;
}

export function reportCommand(): Command {
  return addImageOptions(
    new Command('report').description(
      'Writes one HTML file: training curves, accuracy, attention figures, sample images.',
    ),
  )
    .requiredOption('--out <file>', 'the HTML file to write')
    .action(async (options: ReportOptions) => {
      const { opened, measured, backend } = await measure(options);
      await writeWhole(options.out, await reportHtml(runReport(opened, measured, backend)));
      printResult(attentionFindings(measured.data).headline);
      printResult(options.out);
    });
}
