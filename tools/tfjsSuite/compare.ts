/** The outcomes of one suite with a plug-in, beside those without it. */
import type { Stock } from './stock.js';
import type { Outcome } from './suite.js';

/** Returns outcomes by the names of their tests; the second test of a name gets a number, and so on. */
export function byName(outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  const seen = new Map<string, number>();
  return new Map(
    outcomes.map((outcome) => {
      const count = (seen.get(outcome.name) ?? 0) + 1;
      seen.set(outcome.name, count);
      return [count === 1 ? outcome.name : `${outcome.name} #${count}`, outcome];
    }),
  );
}

export const passed = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ status }) => status === 'passed').length;

/** Returns a line for each test that passes on the stock backend and does not with the plug-in. */
export function brokenBy(plugin: readonly Outcome[], { tests, notPassed }: Stock): readonly string[] {
  const after = byName(plugin);
  const excused = new Set(notPassed);
  const broken = [...after].flatMap(([name, { status, message }]) =>
    status === 'passed' || excused.has(name) ? [] : [`${name}: ${message}`],
  );
  const missing = tests - after.size;
  return missing > 0 ? [...broken, `${missing} tests did not run`] : broken;
}
