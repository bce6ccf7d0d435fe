/** Which running averages may move together. */
import type { DeviceNumber, MovingAverage } from 'sk-core';

/** Averages that one dispatch may move. */
export interface AverageGroup {
  readonly size: number;
  /** The momentum, where it is on the device. */
  readonly momentum: DeviceNumber | undefined;
  readonly alike: MovingAverage[];
}

/** Places in the list of groups, in ascending order. */
type Places = number[];

/** Returns the averages by their sizes and momenta. One that is moved twice is in two groups, in the order of its moves. */
export function averageGroups(averages: readonly MovingAverage[]): AverageGroup[] {
  const groups: AverageGroup[] = [];
  const placesOf = new Map<number, Map<DeviceNumber | undefined, Places>>();
  /** The place of the last group that each average is in. */
  const lastPlaceOf = new Map<MovingAverage['running'], number>();
  for (const average of averages) {
    const { running } = average;
    const { size } = running;
    if (size === 0) continue;
    const momentum = typeof average.momentum === 'number' ? undefined : average.momentum;
    const ofSize = entryOf(placesOf, size, () => new Map<DeviceNumber | undefined, Places>());
    const places = entryOf(ofSize, momentum, (): Places => []);
    const place = firstAbove(places, lastPlaceOf.get(running) ?? -1) ?? groups.length;
    lastPlaceOf.set(running, place);
    const group = groups[place];
    if (group === undefined) {
      places.push(place);
      groups.push({ size, momentum, alike: [average] });
    } else group.alike.push(average);
  }
  return groups;
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Returns the first of ascending numbers that is above a bound, by halving what is left. */
function firstAbove(ascending: readonly number[], bound: number): number | undefined {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? bound) > bound) to = middle;
    else from = middle + 1;
  }
  return ascending[from];
}
