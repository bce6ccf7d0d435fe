/** `sk-train import`: its options and their help. */
import { Command, outputPath, whenCalled, wholeNumber } from 'sk-io/command';
import { addFiniteOption } from '../parts/finiteOption.js';
import { addInputOptions } from '../parts/inputOptions.js';
import { addViewOptions } from '../parts/viewOptions.js';
import { addWeightsOptions, weightsArgument } from '../parts/weightsOptions.js';

const examples = `
Everything is checked before anything is written. Tensors that are missing, unexpected or of another shape are listed by
name, and the exit code is 3. Files of Keras (*.h5, *.keras) and of TensorFlow.js that fit no network are taken with
the model that they describe, and so is a model.json that says its classes or preprocessing, unless an option is about a
network; HDF5 wants the package h5wasm. What timm's config.json and Teachable Machine's metadata.json
beside the weights say of pixels and classes goes into the model. A pickle of PyTorch (*.pth, *.ckpt, *.bin) is not read:
the error has the two lines of Python that make safetensors of it.

Examples:
  sk-train import skresnext50_32x4d.safetensors --out models/skresnext50
  sk-train import timm/skresnext50_32x4d.ra_in1k --model sknet50 --out models/sknet50
  sk-train import sknet50.caffemodel --model sknet50 --out models/sknet50
  sk-train import mobilenet.keras --preprocessing tf --labels labels.txt --out models/mobilenet
  sk-train import checkpoint.safetensors --ema --out models/averaged
  sk-train import model.safetensors --prefix encoder. --channels 1 --out models/grey
  sk-train import model.safetensors --model skresnet18 --classes 10 --new-classifier --out models/mine`;

export function importCommand(): Command {
  const command = new Command('import')
    .description('make a model folder of weights from elsewhere')
    .argument('<weights>', weightsArgument)
    .requiredOption('--out <folder>', 'where the model goes', outputPath)
    .option('--model <name>', 'network that the weights are of (default: the one that they fit)')
    .option('--classes <n>', "classes of the model (default: the weights')", wholeNumber(1))
    .option('--new-classifier', 'leave the classifier untrained, for other classes')
    .option(
      '--channels <n>',
      "channels of the images; the first convolution is adapted from the weights' 3, as timm does (default: the weights')",
      wholeNumber(1),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runImport));
  return addWeightsOptions(addFiniteOption(addInputOptions(addViewOptions(command))));
}
