/** The `sk-viz` command. */
import { createRequire } from 'node:module';
import { runProgram } from 'sk-io/command';
import { architectureCommand } from './architecture/command.js';
import { attentionCommand } from './attention/command.js';
import { classesCommand } from './classes/command.js';
import { confusionCommand } from './confusion/command.js';
import { curvesCommand } from './curves/command.js';
import { gradCamCommand } from './gradCam/command.js';
import { learningRateCommand } from './learningRate/command.js';
import { reportCommand } from './report/command.js';
import { tensorboardCommand } from './tensorboard/command.js';
import { tradeoffCommand } from './tradeoff/command.js';

/**
 * Runs the sub-command that the arguments name and sets the process's exit code.
 * @param args Without the names of Node and of the script.
 */
export async function runSkViz(args: readonly string[]): Promise<void> {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const program = {
    name: 'sk-viz',
    description: 'Shows which kernels a Selective Kernel network selects.',
    version,
    commands: [
      reportCommand(),
      attentionCommand(),
      classesCommand(),
      confusionCommand(),
      gradCamCommand(),
      curvesCommand(),
      learningRateCommand(),
      tradeoffCommand(),
      architectureCommand(),
      tensorboardCommand(),
    ],
    exitCodes: {
      usage:
        'wrong usage, a backend that is not there or does not start, or a model without SK units (but for report, which has the rest)',
      data: 'bad data, image or model file (images that cannot be read are skipped and listed, as long as one is left)',
    },
  };
  await runProgram(program, args);
}
