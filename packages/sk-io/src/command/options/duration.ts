/** Parser of options that are times, for commander. */
import { InvalidArgumentError } from 'commander';

/** Returns the seconds of `1h30m`, `45m` or `90s`. */
export function duration(text: string): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [hours = 0, minutes = 0, rest = 0] = (parts ?? []).slice(1).map((part = '0') => Number(part));
  const seconds = 3600 * hours + 60 * minutes + rest;
  if (parts === null || !(seconds > 0 && seconds <= longest)) {
    throw new InvalidArgumentError('wants a time up to 24 days, such as 1h30m, 45m or 90s.');
  }
  return seconds;
}

/** The longest wait of a timer of JavaScript, in seconds. */
const longest = Math.floor((2 ** 31 - 1) / 1000);
