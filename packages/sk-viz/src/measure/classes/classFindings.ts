/** The attention class by class in sentences, beside what the paper observed (section 4.4, Fig. 4). */
import { type Direction, directionWord, type Findings } from '../attention/attentionFindings.js';
import { listed, scaleName } from '../attention/wording.js';
import type { ClassesData, ClassesUnit, Estimate } from './classesData.js';

/** Returns 'rises' or 'falls' where the interval excludes zero and the change is at least 0.001. */
function classDirection({ mean, interval }: Estimate): Direction {
  if (interval === undefined) return 'not judged';
  const [low, high] = interval;
  return directionWord(mean, low > 0 || high < 0);
}

/** Counts the classes of each direction. */
export function classDirections({ classes, largest, smallest }: ClassesUnit): ReadonlyMap<Direction, number> {
  const counts = new Map<Direction, number>();
  if (largest === smallest) return counts;
  for (const { change } of classes) {
    const direction = change === undefined ? 'not judged' : classDirection(change);
    counts.set(direction, (counts.get(direction) ?? 0) + 1);
  }
  return counts;
}

/** Judges for each unit whether all classes have the same direction when the object grows. */
export function classFindings(data: ClassesData): Findings {
  const judged = data.units
    .map((unit) => ({ unit: unit.unit, counts: classDirections(unit) }))
    .filter(({ counts }) => [...counts.keys()].some((direction) => direction !== 'not judged'));
  if (judged.length === 0) {
    return {
      headline: 'The classes are not compared: it takes two images of a class and two scales at least.',
      sentences: [],
    };
  }
  const same = judged.filter(({ counts }) => agreed(counts) !== undefined);
  return {
    headline:
      `From ${scaleName(Math.min(...data.scales))} to ${scaleName(Math.max(...data.scales))}, every class goes the same way in ${same.length} of ${judged.length} ` +
      `${judged.length === 1 ? 'SK unit' : 'SK units'}.`,
    sentences: [
      'The paper observes that for all categories the attention for the larger kernel grows with the object in low and ' +
        `middle stages. Here, by class: ${judged.map(unitText).join('; ')}.`,
    ],
  };
}

/** Returns the direction of all judged classes, where it is one. */
function agreed(counts: ReadonlyMap<Direction, number>): Direction | undefined {
  const seen = [...counts.keys()].filter((direction) => direction !== 'not judged');
  return seen.length === 1 ? seen[0] : undefined;
}

function unitText({ unit, counts }: { unit: string; counts: ReadonlyMap<Direction, number> }): string {
  const direction = agreed(counts);
  if (direction !== undefined) return `${unit} ${direction} in all ${counts.get(direction)}`;
  const order = ['rises', 'falls', 'shows no clear change'] as const;
  const parts = order.flatMap((way) => (counts.has(way) ? [`${way} in ${counts.get(way)}`] : []));
  return `${unit} ${listed(parts)}`;
}
