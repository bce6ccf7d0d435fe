/** The measured attention in sentences, beside what the paper observed (section 4.4), whether they agree or not. */
import type { AttentionData, Change, UnitStatistics } from './attentionData.js';
import { stageOf } from './stageOf.js';
import { listed, scaleName, signed, small } from './wording.js';

export type Direction = 'rises' | 'falls' | 'shows no clear change' | 'not judged';

export interface Findings {
  /** One sentence: the direction, in how many units. */
  readonly headline: string;
  /** The paper's observations and whether they are seen here. */
  readonly sentences: readonly string[];
}

/** Figures show smaller changes as zero. */
const leastChange = 0.001;

/** Returns 'rises' or 'falls' where the 95 % interval of a unit's change excludes zero and the change is at least 0.001. */
export function directionOf(unit: UnitStatistics): Direction {
  const { change, largest, smallest } = unit;
  if (change?.interval === undefined || largest === smallest) return 'not judged';
  return directionWord(change.mean, Math.abs(change.mean) > change.interval);
}

/** @param clear Whether the interval of the mean excludes zero. */
export function directionWord(mean: number, clear: boolean): Direction {
  if (!clear || Math.abs(mean) <= leastChange) return 'shows no clear change';
  return mean > 0 ? 'rises' : 'falls';
}

interface JudgedUnit {
  readonly stage: string;
  readonly change: Change;
  readonly direction: Direction;
  /** "SK_2_1 +0.031 ± 0.002" */
  readonly text: string;
}

/** Judges the change from the smallest to the largest scale in every unit. */
export function attentionFindings(data: AttentionData): Findings {
  const units = data.units.flatMap(judged);
  const last = units.at(-1);
  if (last === undefined) {
    return {
      headline: 'The direction of the attention is not judged: it takes two images and two scales at least.',
      sentences: [],
    };
  }
  const order = ['rises', 'falls', 'shows no clear change'] as const;
  const counts = order
    .map((direction) => [direction, countOf(units, direction)] as const)
    .flatMap(([direction, count]) => (count > 0 ? [`${direction} in ${count}`] : []));
  const { from, to } = last.change;
  return {
    headline:
      `When the object grows from ${scaleName(from)} to ${scaleName(to)}, the attention for the ` +
      `larger kernel ${listed(counts)} of ${units.length} ${units.length === 1 ? 'SK unit' : 'SK units'}.`,
    sentences: [...observations(units, last), reservation(data)],
  };
}

function judged(unit: UnitStatistics): JudgedUnit[] {
  const direction = directionOf(unit);
  const { change } = unit;
  if (change === undefined || direction === 'not judged') return [];
  const interval = change.interval === undefined ? '' : ` ± ${small(change.interval)}`;
  return [
    { stage: stageOf(unit.unit), change, direction, text: `${unit.unit} ${signed(change.mean)}${interval}` },
  ];
}

/**
 * Compares the paper's "low and middle level stages" with the last unit. Here the former are the units before the last stage,
 * or, in a network of one stage, all units but the last.
 */
function observations(units: readonly JudgedUnit[], last: JudgedUnit): string[] {
  const before = units.filter(({ stage }) => stage !== last.stage);
  const low = before.length > 0 ? before : units.slice(0, -1);
  if (low.length === 0) return [];
  const rising = countOf(low, 'rises');
  return [
    firstObservation(low, rising, before.length > 0 ? 'stage' : 'unit'),
    secondObservation(low, rising, last),
  ];
}

function firstObservation(low: readonly JudgedUnit[], rising: number, rest: 'stage' | 'unit'): string {
  const verdict =
    rising === low.length
      ? 'That is seen here'
      : rising > low.length / 2
        ? 'That is seen here in part'
        : 'That is not seen here';
  return (
    'The paper observes on ImageNet that the larger the object is, the more attention goes to the larger kernels ' +
    `in low and middle stages. ${verdict}: it rises in ${rising} of ${low.length} ` +
    `${low.length === 1 ? 'unit' : 'units'} before the last ${rest} (${listedChanges(low)}).`
  );
}

function secondObservation(low: readonly JudgedUnit[], rising: number, last: JudgedUnit): string {
  const { direction, text } = last;
  if (rising === 0) {
    return `The paper observes that this pattern disappears in the last layers. Here there is no such rise before; in the last unit the attention ${direction} (${text}).`;
  }
  const before = low.reduce((sum, { change }) => sum + Math.abs(change.mean), 0) / low.length;
  const verdict =
    direction === 'shows no clear change'
      ? 'That is seen here: there is no clear change in the last unit'
      : Math.abs(last.change.mean) < before / 2
        ? `Here the attention ${direction} in the last unit too, by less than half of the change in the units before`
        : `That is not seen here: the attention ${direction} in the last unit too, by more than half of the change in the units before`;
  return (
    'The paper observes that this pattern disappears in the last layers. ' +
    `${verdict} (${text}; mean size before: ${before.toFixed(3)}).`
  );
}

function reservation(data: AttentionData): string {
  return (
    `Measured on ${data.images.toLocaleString('en-US')} images, each one compared with itself; ± is the 95 % interval ` +
    "of the mean. It holds for this network and these images; the paper's network is SKNet-50 on the ImageNet validation set."
  );
}

/** Lists the change of each unit, or the range of changes where there are many. */
function listedChanges(units: readonly JudgedUnit[]): string {
  if (units.length <= 6) return units.map(({ text }) => text).join(', ');
  const means = units.map(({ change }) => change.mean);
  return `changes from ${signed(Math.min(...means))} to ${signed(Math.max(...means))}`;
}

function countOf(units: readonly JudgedUnit[], wanted: Direction): number {
  return units.filter(({ direction }) => direction === wanted).length;
}
