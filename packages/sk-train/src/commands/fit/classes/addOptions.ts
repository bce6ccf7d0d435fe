/** The options against classes of unequal size: their parsing and help. */
import { type Command, InvalidArgumentError, Option } from 'sk-io/command';
import type { ClassWeights } from '../../../recipe/classWeights.js';

/** Adds --class-weights and --sampling. */
export function addClassOptions(command: Command): Command {
  return command
    .option(
      '--class-weights <balanced|weights>',
      "how much the loss of an image counts, by its class: balanced (by the number of its images), numbers in the order of the classes ('1,2.5,1'), or by their names ('cat=2,dog=0.5'; 1 for the others)",
      parseWeights,
    )
    .addOption(
      new Option(
        '--sampling <kind>',
        'what an epoch shows: each image once (each), or every class equally often (balanced)',
      ).choices(['each', 'balanced']),
    );
}

const wanted =
  "wants balanced, numbers above 0 in the order of the classes ('1,2.5,1'), or such numbers by their names ('cat=2,dog=0.5').";

function parseWeights(text: string): ClassWeights {
  if (text.trim() === 'balanced') return 'balanced';
  const items = text.split(',').map((item) => item.trim());
  if (!text.includes('=')) return items.map(weightOf);
  const named = items.map((item): [string, number] => {
    const at = item.lastIndexOf('=');
    if (at < 1) throw new InvalidArgumentError(wanted);
    return [item.slice(0, at).trim(), weightOf(item.slice(at + 1))];
  });
  const twice = named.find(([name], i) => named.findIndex(([other]) => other === name) < i);
  if (twice === undefined) return Object.fromEntries(named);
  throw new InvalidArgumentError(`names ${JSON.stringify(twice[0])} twice.`);
}

function weightOf(text: string): number {
  const weight = Number(text);
  if (text.trim() !== '' && Number.isFinite(weight) && weight > 0) return weight;
  throw new InvalidArgumentError(wanted);
}
