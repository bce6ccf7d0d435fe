/** `sk-train export`: its options and their help. */
import { Command, Option, outputPath, whenCalled } from 'sk-io/command';
import { addFiniteOption } from '../parts/finiteOption.js';

const examples = `
Examples:
  sk-train export runs/slim --format safetensors --out slim.safetensors
  sk-train export runs/slim --best --format tfjs --out web/model
  sk-train export models/skresnext50 --format safetensors --names timm --dtype F16 --out half.safetensors
  sk-train export models/skresnext50 --format onnx --out skresnext50.onnx`;

export function exportCommand(): Command {
  const command = new Command('export')
    .description('write a model as others read it')
    .argument('<model>', 'a run, a folder that holds a model.json, or the name of a network (not trained)')
    .addOption(
      new Option('--format <name>', 'safetensors: weights alone; tfjs: a folder; onnx: opset 17')
        .choices(['safetensors', 'tfjs', 'onnx'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'the file, or for tfjs the folder', outputPath)
    .option('--best', "a run's checkpoint of the best epoch instead of the newest")
    .option('--ema', 'the average of the weights (EMA), of a run that was trained with --ema')
    .addOption(
      new Option('--dtype <name>', 'of safetensors: how numbers are kept (default: F32)').choices([
        'F32',
        'F16',
        'BF16',
      ]),
    )
    .addOption(
      new Option(
        '--names <whose>',
        "of safetensors: this project's names, or timm's for PyTorch (default: sk)",
      ).choices(['sk', 'timm']),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runExport));
  return addFiniteOption(command);
}
