/** The averages that one dispatch moves: found in one pass, in the order of the moves. */

import { noise } from 'sk-conformance/check';
import type { DeviceNumber, MovingAverage } from 'sk-core';
import { expect, it } from 'vitest';
import { type AverageGroup, averageGroups } from '../../src/optim/averageGroups.js';

interface Running {
  readonly size: number;
}

/** Returns an average that nobody moves. @param onRead Is called when somebody asks which one it is. */
function average(
  running: Running,
  momentum: number | DeviceNumber,
  onRead: () => void = () => undefined,
): MovingAverage {
  return {
    get running() {
      onRead();
      return running as MovingAverage['running'];
    },
    value: {} as MovingAverage['value'],
    momentum,
    scale: 1,
  };
}

/** Looks through all groups for each average. */
function groupsBySearch(averages: readonly MovingAverage[]): AverageGroup[] {
  const found: AverageGroup[] = [];
  for (const one of averages) {
    const { running } = one;
    if (running.size === 0) continue;
    const momentum = typeof one.momentum === 'number' ? undefined : one.momentum;
    const at = found.findLastIndex(({ alike }) => alike.some((other) => other.running === running));
    const group = found
      .slice(at + 1)
      .find((known) => known.size === running.size && known.momentum === momentum);
    if (group === undefined) found.push({ size: running.size, momentum, alike: [one] });
    else group.alike.push(one);
  }
  return found;
}

it('averages of one size and momentum move together, and one that moves twice in the order of its moves', () => {
  const [a, b, c, none] = [{ size: 3 }, { size: 3 }, { size: 8 }, { size: 0 }];
  const [first, second] = [{}, {}] as [DeviceNumber, DeviceNumber];
  const moves = [
    average(a, 0.9),
    average(c, 0.9),
    average(none, 0.9),
    average(b, 0.5),
    average(a, 0.9),
    average(a, first),
    average(b, second),
    average(b, first),
  ];
  const places = averageGroups(moves).map(({ size, alike }) => [
    size,
    alike.map((one) => moves.indexOf(one)),
  ]);
  expect(places).toEqual([
    [3, [0, 3]],
    [8, [1]],
    [3, [4]],
    [3, [5]],
    [3, [6]],
    [3, [7]],
  ]);
});

it('the groups are those of a search through all of them, whatever the order', () => {
  const momenta = [0.9, 0.5, {} as DeviceNumber, {} as DeviceNumber];
  for (let seed = 1; seed <= 20; seed++) {
    const count = 60;
    const drawn = noise([count, 2], seed).values.map((value) => Math.abs(Math.round(value * 1000)));
    const runnings = Array.from({ length: 1 + seed }, (_, i) => ({ size: i % 4 }));
    const moves = Array.from({ length: count }, (_, i) =>
      average(
        runnings[(drawn[2 * i] ?? 0) % runnings.length] as Running,
        momenta[(drawn[2 * i + 1] ?? 0) % momenta.length] as number | DeviceNumber,
      ),
    );
    const [got, wanted] = [averageGroups(moves), groupsBySearch(moves)];
    const described = (groups: readonly AverageGroup[]): unknown =>
      groups.map(({ size, momentum, alike }) => [
        size,
        momenta.indexOf(momentum ?? 0.9),
        alike.map((one) => moves.indexOf(one)),
      ]);
    expect(wanted.length).toBeGreaterThan(1);
    expect(described(got)).toEqual(described(wanted));
  }
});

it('asks each average once which one it is', () => {
  let reads = 0;
  const runnings = Array.from({ length: 500 }, (_, i) => ({ size: 1 + (i % 2) }));
  const moves = [0.9, 0.9, 0.9].flatMap((momentum) =>
    runnings.map((running) => average(running, momentum, () => reads++)),
  );
  expect(averageGroups(moves).map(({ alike }) => alike.length)).toEqual([250, 250, 250, 250, 250, 250]);
  expect(reads).toBe(moves.length);
});
