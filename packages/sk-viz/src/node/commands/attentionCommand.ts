/** `sk-viz attention`: the attention as JSON and SVG. */
import { Command } from 'commander';
import { attentionFindings } from '../../attention/attentionFindings.js';
import { writeAttention } from '../writeAttention.js';
import { measure } from './measure.js';
import { addImageOptions, type ImageOptions } from './options.js';
import { printResult } from './terminal.js';

interface AttentionOptions extends ImageOptions {
  readonly out: string;
}

export function attentionCommand(): Command {
  return addImageOptions(
    new Command('attention').description('Writes attention.json and figures of it as SVG.'),
  )
    .requiredOption('--out <folder>', 'where to write')
    .action(async (options: AttentionOptions) => {
      const { measured } = await measure(options);
      const files = await writeAttention(options.out, measured.data);
      printResult(attentionFindings(measured.data).headline);
      printResult(`${files.length} files in ${options.out}: ${files.join(', ')}`);
    });
}
