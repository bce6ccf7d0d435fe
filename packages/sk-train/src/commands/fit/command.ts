/** `sk-train fit`: its options and their help. */
import {
  addBackendOptions,
  Command,
  collected,
  commaList,
  decimal,
  duration,
  Option,
  outputPath,
  whenCalled,
  wholeNumber,
} from 'sk-io/command';
import { monitoredNames } from '../../recipe/monitored.js';
import type { OptimizerKind } from '../../recipe/optimizer.js';
import { scheduleKinds } from '../../recipe/schedule.js';
import { addDataOptions } from '../parts/data/dataOptions.js';
import { addAugmentationOptions } from './augmentation/addOptions.js';
import { addClassOptions } from './classes/addOptions.js';
import { addRankOptions } from './ranks/addOptions.js';
import { addTeacherOptions } from './teacher/addOptions.js';

const examples = `
Examples:
  sk-train fit --data photos
  sk-train fit --data cifar10 --model sknet_slim --epochs 2 --out runs/slim
  sk-train fit --data cifar10 --model sknet_slim --epochs 2 --out runs/slim --resume
  sk-train fit --data photos --model sknet50 --recipe imagenet --batch-size 32 --accumulate 16
  sk-train fit --data flowers --val-split 0.2      (flowers/rose/*.jpg, flowers/lily/*.jpg)
  sk-train fit --data flowers --from models/imported --freeze stage2 --lr-head 0.01
  sk-train fit --data photos --optimizer adamw --lr 0.001 --weight-decay 0.05 --clip-norm 1 --ema 0.999
  sk-train fit --data photos --early-stopping 5 --monitor testLoss --set lr=0.05
  sk-train fit --data photos --class-weights balanced --drop-path 0.1
  sk-train fit --data photos --model sknet_slim --teacher runs/large --distill-alpha 0.7
  sk-train fit --recipe cifar --print-recipe > mine.json
  mpirun -np 8 npx sk-train fit --data photos --model sknet50 --batch-size 256

A data folder holds train/<class>/*.jpg and val/<class>/*.jpg, test/<class>/*.jpg or both (training/, valid/, validation/ and
testing/ are known too, in any case), or <class>/*.jpg, or the binary files of CIFAR-10 or CIFAR-100. A list of
files (train.csv, train.jsonl), tar shards in WebDataset's layout and TFRecord files are data too: a file, a folder of them, a pattern
such as 'train-{000000..000127}.tar', a URL of one (sk-train data writes shards and lists). The best checkpoint is
chosen on the images of val/; where there are none, on those of test/.

--from begins with trained weights: a run, a model folder, a file of weights (or URL, owner/name), or the name of a network
that there are weights of. Its classifier stays where the classes have the same names, and is made anew for others.`;

/** Written out, so that help needs no library. */
const kinds: Readonly<Record<OptimizerKind, true>> = { sgd: true, adamw: true, rmsprop: true, lamb: true };
const optimizers = Object.keys(kinds);

export function fitCommand(): Command {
  const command = new Command('fit')
    .description('train a network on a folder of images')
    .option('--data <folder>', 'images to train and test on: a folder, a list, shards')
    .option('--model <name>', "network to train (default: the recipe's)")
    .option(
      '--from <run|folder|file|name>',
      'begin with the weights of a run, a model folder, a file of weights or a network (default: random weights)',
    )
    .option(
      '--freeze <names>',
      "stages, units or layers that stay as they are, with all before them: stage2, 'conv1,stage3', 'SK_3_*'; all: everything but the classifier",
      commaList,
    )
    .option(
      '--recipe <name|file>',
      'cifar, cifar100, imagenet, imagenet-light, slim, or a file of JSON or YAML (default: one that follows from the images)',
    )
    .option(
      '--set <field=value>',
      'a field of the recipe, as often as needed: --set schedule.kind=step --set schedule.everyEpochs=30',
      collected,
    )
    .option(
      '--out <folder>',
      'where the run goes (default: runs/<model>, with --from runs/<its name>-tuned)',
      outputPath,
    )
    .option('--resume', 'go on from the newest complete checkpoint in --out; begin where there is none')
    .option(
      '--epochs <n>',
      'times that every image is seen; with --resume more than before, where the schedule does not depend on their number',
      wholeNumber(1),
    )
    .option('--batch-size <n>', 'images in an optimiser step', wholeNumber(1))
    .option('--accumulate <n>', 'parts that a batch is cut into, to need less memory', wholeNumber(1))
    .option('--lr <rate>', 'highest learning rate', decimal(0))
    .option('--lr-head <rate>', "that of the classifier (default: the others')", decimal(0))
    .option('--warmup <epochs>', 'epochs until the learning rate is reached', decimal(0))
    .addOption(
      new Option(
        '--optimizer <name>',
        "what changes the weights (default: the recipe's, or sgd); another kind than the recipe's has its usual learning rate",
      ).choices(optimizers),
    )
    .option('--weight-decay <amount>', 'on kernels, not on biases and batch normalisation', decimal(0))
    .option('--clip-norm <norm>', 'highest norm of all gradients together', decimal(0))
    .option('--clip-value <n>', 'highest distance of a number of a gradient from 0', decimal(0))
    .option(
      '--ema <decay>',
      'keep an average of the weights of which so much stays in each step, 0.999 say; it chooses the best checkpoint',
      decimal(0, 1),
    )
    .option(
      '--drop-path <rate>',
      "leave out so many of the last unit's residual branches in training, and fewer of those before; 0: none",
      decimal(0, 1),
    )
    .addOption(
      new Option(
        '--precision <values>',
        'mixed: scale the loss, and multiply values of float16 where the backend has that (default: float32)',
      ).choices(['float32', 'mixed']),
    )
    .option('--label-smoothing <share>', 'share of the target spread over all classes', decimal(0, 1))
    .addOption(
      new Option('--schedule <kind>', 'course of the learning rate; its settings by --set').choices(
        scheduleKinds,
      ),
    )
    .addOption(
      new Option(
        '--monitor <figure>',
        'what decides the best epoch, early stopping and the plateau schedule (default: testAccuracy, with an average testAccuracyEma)',
      ).choices(monitoredNames),
    )
    .option(
      '--early-stopping <epochs>',
      'end after so many epochs whose monitored figure is no better',
      wholeNumber(0),
    )
    .option(
      '--image-size <pixels>',
      "height and width that images are brought to (default: the model's)",
      wholeNumber(1),
    )
    .option('--seed <n>', 'decides weights, order and augmentation', wholeNumber(0))
    .option(
      '--val-split <share>',
      'share of the training images of each class that is kept to choose the best checkpoint by; 0 keeps none (default: 0.1 where the folder has neither val/ nor test/)',
      decimal(0, 0.9),
    )
    .option('--max-steps <n>', 'stop after so many steps of the run', wholeNumber(1))
    .option('--max-time <time>', 'save and end after so long, such as 1h30m, 45m or 90s', duration)
    .addOption(
      new Option('--fast-dev-run [batches]', 'train and test on so many batches, and keep nothing')
        .preset('1')
        .argParser(wholeNumber(1))
        .conflicts(['overfitBatches', 'resume', 'out']),
    )
    .option(
      '--overfit-batches <n>',
      'train and test on the same first batches again and again: a network that learns comes to know them by heart',
      wholeNumber(1),
    )
    .option(
      '--checkpoint-every <n>',
      'steps between checkpoints; each epoch ends with one too',
      wholeNumber(1),
      500,
    )
    .option('--keep <n>', 'checkpoints to keep, besides the best', wholeNumber(1), 3)
    .option('--log-every <n>', 'steps between records in log.jsonl', wholeNumber(1), 10)
    .option('--no-capture', 'run each step anew, and record none for replays (WebGPU)')
    .option(
      '--check-capture <n>',
      'repeat every so many replays without capture, and stop where the bits differ (WebGPU)',
      wholeNumber(1),
    )
    .option('--json', 'print the result as JSON')
    .option('--print-recipe', 'print the whole recipe as JSON and do nothing else')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runFit));
  return addRankOptions(
    addDataOptions(addBackendOptions(addAugmentationOptions(addClassOptions(addTeacherOptions(command))))),
  );
}
