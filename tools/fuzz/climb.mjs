/** Looks for the file of a family that costs most for its size: what cost most is changed a little, and kept if it costs more. */

/** Returns settings of a family: each a whole number of its range, or one of its words. */
export function drawn(ranges, random) {
  return Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, value(range, random)]));
}

function value(range, random) {
  return typeof range[0] === 'string' ? random.pick(range) : random.scaled(range[0], range[1]);
}

/** Returns the settings with one of them changed: a number to up to four times as much or as little. */
export function changed(settings, ranges, random) {
  const name = random.pick(Object.keys(ranges));
  const range = ranges[name];
  if (typeof range[0] === 'string') return { ...settings, [name]: random.pick(range) };
  const next = Math.round(settings[name] * 4 ** (2 * random.next() - 1));
  return { ...settings, [name]: Math.min(range[1], Math.max(range[0], next)) };
}

/** Bytes that are added to the size of a file: below them the time of a read is that of opening it. */
const smallFile = 20_000;

/** Returns what a byte of the file cost. */
export const costOf = ({ seconds, bytes }) => seconds / (bytes + smallFile);

/**
 * Tries settings: the least and the most of all, then half of them drawn and half changed from the best so far.
 *
 * @param attempt Returns { seconds, bytes } of settings.
 */
export async function climb(ranges, tries, random, attempt) {
  let best;
  for (let n = 0; n < tries; n++) {
    const isFirst = n === 0;
    const settings = isFirst
      ? Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, range.at(-1)]))
      : best === undefined || n % 2 === 1
        ? drawn(ranges, random)
        : changed(best.settings, ranges, random);
    const result = await attempt(settings);
    if (result !== undefined && (best === undefined || costOf(result) > costOf(best))) {
      best = { ...result, settings };
    }
  }
  return best;
}
