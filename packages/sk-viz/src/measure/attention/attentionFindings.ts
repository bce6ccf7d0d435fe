/** What the measured attention says, in words, beside what the paper observed (section 4.4): whatever it is. */
import type { AttentionData, UnitStatistics } from './attentionData.js';
import { stageOf } from './stageOf.js';
import { listed, scaleName, signed, small } from './wording.js';

export type Direction = 'rises' | 'falls' | 'shows no clear change' | 'not judged';

export interface Findings {
  /** One sentence: the direction, in how many units. */
  readonly headline: string;
  /** The paper's observations and whether they are seen here. */
  readonly sentences: readonly string[];
}

/** Smaller changes, which the figures would show as zero, are called none. */
const leastChange = 0.001;

/** A change is called a rise or a fall where its 95 % interval excludes zero and it is at least 0.001. */
export function directionOf(unit: UnitStatistics): Direction {
  const { change, largest, smallest } = unit;
  if (change?.interval === undefined || largest === smallest) return 'not judged';
  return directionWord(change.mean, Math.abs(change.mean) > change.interval);
}

/** `clear`: whether the interval of the mean excludes zero. */
export function directionWord(mean: number, clear: boolean): Direction {
  if (!clear || Math.abs(mean) <= leastChange) return 'shows no clear change';
  return mean > 0 ? 'rises' : 'falls';
}

/** Judges the change from the smallest to the largest scale in every unit. */
export function attentionFindings(data: AttentionData): Findings {
  const judged = data.units.filter((unit) => directionOf(unit) !== 'not judged');
  const change = judged[0]?.change;
  if (change === undefined) {
    return {
      headline: 'The direction of the attention is not judged: it takes two images and two scales at least.',
      sentences: [],
    };
  }
  const rising = withDirection(judged, 'rises');
  const falling = withDirection(judged, 'falls');
  const steady = withDirection(judged, 'shows no clear change');
  const counts = [
    rising.length > 0 ? `rises in ${rising.length}` : '',
    falling.length > 0 ? `falls in ${falling.length}` : '',
    steady.length > 0 ? `shows no clear change in ${steady.length}` : '',
  ].filter((part) => part !== '');
  const units = judged.length === 1 ? 'SK unit' : 'SK units';
  return {
    headline:
      `When the object grows from ${scaleName(change.from)} to ${scaleName(change.to)}, the attention for the ` +
      `larger kernel ${listed(counts)} of ${judged.length} ${units}.`,
    sentences: [...firstObservation(judged), ...secondObservation(judged), reservation(data)],
  };
}

/** "in low and middle level stages": here, every unit before the last stage; of one stage, all but the last unit. */
function early(units: readonly UnitStatistics[]): readonly UnitStatistics[] {
  const last = units.at(-1)!;
  const before = units.filter((unit) => stageOf(unit.unit) !== stageOf(last.unit));
  return before.length > 0 ? before : units.slice(0, -1);
}

function firstObservation(units: readonly UnitStatistics[]): string[] {
  const low = early(units);
  if (low.length === 0) return [];
  const rising = withDirection(low, 'rises').length;
  const verdict =
    rising === low.length
      ? 'That is seen here'
      : rising > low.length / 2
        ? 'That is seen here in part'
        : 'That is not seen here';
  const rest = stageOf(units.at(-1)!.unit) === stageOf(low.at(-1)!.unit) ? 'unit' : 'stage';
  return [
    'The paper observes on ImageNet that the larger the object is, the more attention goes to the larger kernels ' +
      `in low and middle stages. ${verdict}: it rises in ${rising} of ${low.length} ` +
      `${low.length === 1 ? 'unit' : 'units'} before the last ${rest} (${listedChanges(low)}).`,
  ];
}

function secondObservation(units: readonly UnitStatistics[]): string[] {
  const low = early(units);
  if (low.length === 0) return [];
  const last = units.at(-1)!;
  const size = Math.abs(last.change!.mean);
  const before = low.reduce((sum, unit) => sum + Math.abs(unit.change!.mean), 0) / low.length;
  const direction = directionOf(last);
  if (withDirection(low, 'rises').length === 0) {
    return [
      `The paper observes that this pattern disappears in the last layers. Here there is no such rise before; in the last unit the attention ${direction} (${changeText(last)}).`,
    ];
  }
  const verdict =
    direction === 'shows no clear change'
      ? 'That is seen here: there is no clear change in the last unit'
      : size < before / 2
        ? `Here the attention ${direction} in the last unit too, by less than half of the change in the units before`
        : `That is not seen here: the attention ${direction} in the last unit too, by more than half of the change in the units before`;
  return [
    'The paper observes that this pattern disappears in the last layers. ' +
      `${verdict} (${changeText(last)}; mean size before: ${before.toFixed(3)}).`,
  ];
}

function reservation(data: AttentionData): string {
  return (
    `Measured on ${data.images.toLocaleString('en-US')} images, each one compared with itself; ± is the 95 % interval ` +
    "of the mean. It holds for this network and these images; the paper's network is SKNet-50 on the ImageNet validation set."
  );
}

/** Unit by unit, or the range where there are many. */
function listedChanges(units: readonly UnitStatistics[]): string {
  if (units.length <= 6) return units.map(changeText).join(', ');
  const sorted = units.map(({ change }) => change!.mean).sort((a, b) => a - b);
  return `changes from ${signed(sorted[0]!)} to ${signed(sorted.at(-1)!)}`;
}

/** "SK_2_1 +0.031 ± 0.002" */
function changeText({ unit, change }: UnitStatistics): string {
  if (change === undefined) return unit;
  const interval = change.interval === undefined ? '' : ` ± ${small(change.interval)}`;
  return `${unit} ${signed(change.mean)}${interval}`;
}

function withDirection(units: readonly UnitStatistics[], direction: Direction): UnitStatistics[] {
  return units.filter((unit) => directionOf(unit) === direction);
}
