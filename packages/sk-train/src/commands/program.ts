/** The `sk-train` command. */
import { createRequire } from 'node:module';
import { runProgram } from 'sk-io/command';
import { benchCommand } from './bench/command.js';
import { dataCommand } from './data/command.js';
import { doctorCommand } from './doctor/command.js';
import { evalCommand } from './eval/command.js';
import { exportCommand } from './export/command.js';
import { findLrCommand } from './findLr/command.js';
import { fitCommand } from './fit/command.js';
import { importCommand } from './import/command.js';
import { inspectCommand } from './inspect/command.js';
import { modelsCommand } from './models/command.js';
import { planCommand } from './plan/command.js';
import { predictCommand } from './predict/command.js';
import { sweepCommand } from './sweep/command.js';

/**
 * Runs the sub-command that the arguments name and sets the process's exit code.
 * @param args Without the names of Node and of the script.
 */
export async function runSkTrain(args: readonly string[]): Promise<void> {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const program = {
    name: 'sk-train',
    description: 'Trains Selective Kernel networks with TensorFlow.js.',
    version,
    commands: [
      fitCommand(),
      findLrCommand(),
      sweepCommand(),
      evalCommand(),
      predictCommand(),
      dataCommand(),
      benchCommand(),
      planCommand(),
      doctorCommand(),
      modelsCommand(),
      inspectCommand(),
      importCommand(),
      exportCommand(),
    ],
    exitCodes: {
      nonFiniteLoss: 'loss not finite',
      lostRank: 'another process lost, hanging, or started with something else',
      SIGINT: 'stopped by SIGINT',
      SIGTERM: 'stopped by SIGTERM (both after saving)',
    },
  };
  await runProgram(program, args);
}
