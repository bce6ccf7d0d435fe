/** The text of docs/findings.md: each number and each verdict comes from the data. */
import {
  attentionFindings,
  classDirections,
  classFindings,
  directionOf,
  representativeUnits,
  scaleName,
  signed,
  small,
} from 'sk-viz';
import { ordering } from './ordering.mjs';
import { percent, table } from './text.mjs';

/** @param sweep Results as `readSweep` returns them. */
export function page(networks, sweep) {
  const [{ attention }] = networks;
  return `${[
    '# Does a small network select larger kernels for larger objects?',
    `The paper (section 4.4) observes on ImageNet that the larger an object is, the more attention goes to the larger kernel in low and middle layers; that this vanishes in the last layers; and that it is the same for every class. Here the same question is put to \`${attention.model.name}\` (${count(attention.model.parameters)} parameters, ${attention.units.length} SK units), trained on CIFAR-10 in two ways and measured on ${attention.source}.`,
    table(
      [
        '',
        'top-1',
        'more large kernel for larger objects, low and middle layers',
        'vanishes in the last',
        'all classes alike',
        'blur alone does the same',
      ],
      networks.map(summary),
    ),
    `Each test image is shown at ${attention.scales.map(scaleName).join(', ')}: at scale s its central 1/s in height and in width is resized to the 32 × 32 pixels of the input. What is measured is the attention of the 5×5 kernel (3×3, dilated by 2) minus that of the 3×3 kernel, averaged over the channels of a unit. A unit rises or falls where the 95 % interval of its mean change, image by image, excludes zero and the change is at least 0.001.`,
    ...networks.flatMap(section),
    ...ordering(sweep),
    '## What this does not say',
    `One architecture, small images, one run of each kind for the attention. CIFAR-10 shows objects of much the same size, cut close, at 32 × 32 pixels: enlarging them adds blur and takes away surroundings. The digits of \`npm run quickstart\`, which are drawn sharp at every size and learned at many, show all three of the paper's observations.`,
    '## Data',
    'All numbers stand in [findings/](findings), for each network `attention`, `classes`, `confusion` (formats: [sk-viz](../packages/sk-viz/README.md)) and `study` with the epochs and the controls. One command trains, measures and writes all of it again, this text included, in about an hour on two cores; `cifar10` holds the images as `train/<class>/*` and `test/<class>/*`:',
    '```sh\nnpm run findings -- --data cifar10\n```',
  ].join('\n\n')}\n`;
}

function summary({ title, attention, classes, epochs, controls }) {
  const early = attention.units.filter(({ unit }) => stage(unit) !== stage(last(attention.units).unit));
  const rising = early.filter((unit) => directionOf(unit) === 'rises').length;
  const same = classes.units.filter((unit) => classDirections(unit).size === 1).length;
  const shared = explainedByBlur(attention, controls).length;
  return [
    title,
    percent(last(epochs).testAccuracy),
    `in ${rising} of ${early.length} units`,
    directionOf(last(attention.units)) === 'shows no clear change'
      ? 'yes'
      : `no, it ${directionOf(last(attention.units))}`,
    `in ${same} of ${classes.units.length} units`,
    `in ${shared} of ${attention.units.length} units`,
  ];
}

function section(network) {
  return [
    `## ${network.title}`,
    ...training(network),
    ...observations(network),
    ...byClass(network),
    ...blurAndUntrained(network),
    ...accuracy(network),
  ];
}

function training({ command, augmentation, epochs, state }) {
  return [
    `\`${command}\`: ${augmentation}. ${sameAgain(state)}`,
    table(
      ['epoch', 'training loss', 'training top-1', 'test loss', 'test top-1'],
      epochs.map((record) => [
        String(record.epoch),
        record.trainLoss.toFixed(3),
        percent(record.trainAccuracy),
        record.testLoss.toFixed(3),
        percent(record.testAccuracy),
      ]),
    ),
  ];
}

/** Says whether the command gives these digits today: a state without weights is of another program. */
function sameAgain({ made, commit, weights }) {
  return weights === undefined
    ? `Made on ${made} by commit ${commit}; the trainer has changed since, and gives other digits today.`
    : 'The same seed gives the same weights, to the bit.';
}

function observations({ id, attention }) {
  const { headline, sentences } = attentionFindings(attention);
  return [
    `**${headline}**`,
    picture('Attention of the larger minus the smaller kernel in each SK unit', id, 'attention-by-unit'),
    table(
      ['unit', ...attention.scales.map(scaleName), 'change', 'images where it grows', 'verdict'],
      attention.units.map((unit) => [
        unit.unit,
        ...unit.scales.map(({ largeMinusSmall: { mean, std } }) => `${signed(mean)} (${std.toFixed(3)})`),
        plusMinus(unit.change),
        `${(unit.change.growing * 100).toFixed(0)} %`,
        directionOf(unit),
      ]),
    ),
    'In brackets the standard deviation over images; ± is half of the 95 % interval of the mean change.',
    ...sentences,
  ];
}

function byClass({ id, attention, classes }) {
  const shown = representativeUnits(attention).map((unit) => attention.units[unit].unit);
  const ways = ['rises', 'falls', 'shows no clear change'];
  const { headline } = classFindings(classes);
  return [
    `**${headline}**`,
    ...shown.map((unit) => picture(`Attention class by class in ${unit}`, id, `classes-${unit}`)),
    table(
      ['unit', ...ways.map((way) => `classes where it ${way}`), 'smallest change', 'largest change'],
      classes.units.map((unit) => {
        const counts = classDirections(unit);
        const changes = unit.classes
          .map(({ change }, i) => ({ ...change, name: classes.classes[i].name }))
          .sort((a, b) => a.mean - b.mean);
        const text = ({ mean, interval: [low, high], name }) =>
          `${name} ${signed(mean)} (${signed(low)} to ${signed(high)})`;
        return [
          unit.unit,
          ...ways.map((way) => String(counts.get(way) ?? 0)),
          text(changes[0]),
          text(last(changes)),
        ];
      }),
    ),
    'In brackets the 95 % interval of the mean over the images of the class, by bootstrap (1,000 resamples).',
  ];
}

function blurAndUntrained({ attention, controls }) {
  const { units, scales } = attention;
  return [
    `Two controls. Enlarging an image of 32 × 32 pixels also blurs it, so the blur was measured alone: the whole image shrunk by ${Math.max(...scales)} and brought back to its size, the object as large as before. And the same measurement was made on the network before its first training step.`,
    table(
      ['unit', 'object enlarged', 'blurred alone', 'enlarged, untrained network'],
      units.map(({ unit, change }, i) => [
        unit,
        ...[change, controls.blur[i], controls.untrained[i]].map(plusMinus),
      ]),
    ),
    blurVerdict(units, explainedByBlur(attention, controls)),
  ];
}

/** Units where the blur alone moves the attention the same way by half as much or more. */
function explainedByBlur({ units }, { blur }) {
  return units.filter(
    (unit, i) =>
      directionOf(unit) !== 'shows no clear change' &&
      unit.change.mean * blur[i].mean > 0 &&
      Math.abs(blur[i].mean) >= Math.abs(unit.change.mean) / 2,
  );
}

function blurVerdict(units, shared) {
  if (shared.length === units.length) {
    return 'In every unit blur alone moves the attention the same way by half as much or more. What looks like the work of a larger object is here, for the most part, the work of enlarging few pixels.';
  }
  if (shared.length === 0) {
    return 'Blur alone explains less than half of the change in every unit, or moves the attention the other way.';
  }
  return `In ${shared.map(({ unit }) => unit).join(', ')} blur alone moves the attention the same way by half as much or more, so there the change cannot be put down to the size of the object. In the other ${units.length - shared.length} it explains less than half, or moves the attention the other way, or there is no clear change.`;
}

function accuracy({ id, attention, confusion }) {
  const pairs = confusion.counts
    .flatMap((row, label) => row.map((images, predicted) => ({ label, predicted, images })))
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => b.images - a.images)
    .slice(0, 3)
    .map(
      ({ label, predicted, images }) =>
        `${confusion.classNames[label]} taken for ${confusion.classNames[predicted]} (${images})`,
    );
  return [
    picture('Accuracy at each scale', id, 'accuracy-by-scale'),
    `Top-1 is ${attention.accuracy.map((entry) => `${percent(entry.accuracy)} at ${scaleName(entry.scale)}`).join(', ')}. The most frequent mistakes at ${scaleName(confusion.scale)}: ${pairs.join(', ')}.`,
  ];
}

const stage = (unit) => /\d+/.exec(unit)?.[0];
const last = (list) => list[list.length - 1];
const count = (value) => value.toLocaleString('en-US');
const plusMinus = ({ mean, interval }) => `${signed(mean)} ± ${small(interval)}`;
const picture = (text, id, name) => `![${text}](findings/${id}.${name}.svg)`;
