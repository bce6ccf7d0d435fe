/** `sk-viz architecture`: a network as a block diagram. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { jsonText } from 'sk-io';
import { registry } from 'sk-models';
import type { ArchitectureData } from '../../measure/architecture/architectureData.js';
import { architectureCsv } from '../../measure/architecture/architectureFiles.js';
import { architectureOf } from '../../measure/architecture/architectureOf.js';
import { architectureFigure } from '../../report/sections/architectureSection.js';
import { checkTarget } from '../checkTarget.js';
import { DataError } from '../exitCodes.js';
import { openModel } from '../openModel.js';
import { writeWhole } from '../writeFile.js';
import { addFolderOptions, type FolderOptions } from './options.js';
import { startAny } from './startAny.js';
import { writeFolder } from './writeFolder.js';

interface ArchitectureOptions extends FolderOptions {
  readonly model: string;
}

const examples = `
Examples:
  sk-viz architecture --model sknet50 --out sknet50
  sk-viz architecture --model runs/first --theme both --out network`;

export function architectureCommand(): Command {
  return addFolderOptions(
    new Command('architecture')
      .description('the network as a block diagram: shapes, parameters and multiply-adds')
      .requiredOption('--model <name>', 'a run, a folder with model.json, or a name such as sknet50'),
  )
    .addHelpText('after', examples)
    .action(async (options: ArchitectureOptions) => {
      checkTarget(options.out, 'folder');
      const data = await read(options.model);
      await writeWhole(join(options.out, 'architecture.json'), jsonText(data));
      await writeWhole(join(options.out, 'architecture.csv'), architectureCsv(data));
      await writeFolder([architectureFigure(data)], options, ['architecture.json', 'architecture.csv']);
    });
}

async function read(model: string): Promise<ArchitectureData> {
  await startAny();
  if (registry.has(model) && !existsSync(model)) return architectureOf(model);
  if (!existsSync(model)) {
    throw new DataError(
      `${model}: neither a folder nor a network's name; 'sk-train models' lists the names.`,
    );
  }
  const opened = await openModel(model);
  try {
    return { ...architectureOf(opened.model), model: opened.name };
  } finally {
    opened.model.dispose();
  }
}
