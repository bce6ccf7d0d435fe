/** The stages of a network: runs of units under one name, as the paper's conv2_x, or on pictures of one size. */
import type { Dataflow, Step } from './dataflow.js';
import { waypoints } from './waypoints.js';

/** A stage that has no number yet. */
interface Run {
  /** What the names of its layers begin with, where that ends in a number: 'conv3'. */
  readonly label: string;
  /** Makes the output of the stage's last unit. */
  readonly last: Step;
  /** Height, width and channels of that output. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels of the image between two of its pixels, to the nearest power of 2. */
  readonly stride: number;
}

interface Stage extends Run {
  /** 'stage3' is the paper's conv3_x; absent where a stage has no number of its own, as a pool between two. */
  readonly name?: string;
}

/** In the order of computation; empty where the model reads no images of a fixed size. */
export function stagesOf(flow: Dataflow): readonly Stage[] {
  const height = flow.inputs[0]?.shape[1];
  if (typeof height !== 'number') return [];
  const labels = labelsOf(flow.steps);
  const runs = picturesOf(waypoints(flow)).flatMap((step) => runOf(step, labels.get(step) ?? '', height));
  const ends = runs.filter((run, i) => !continues(run, runs[i + 1]));
  const numbers = numbersOf(ends);
  return ends.map((run, i) => {
    const number = numbers[i];
    return number === undefined ? run : { ...run, name: `stage${number}` };
  });
}

/** What a step without weights makes, and a batch norm, belongs to the layers before it; a pool stands for itself. */
function labelsOf(steps: readonly Step[]): ReadonlyMap<Step, string> {
  let label = '';
  return new Map(
    steps.map((step) => {
      const { weights, name } = step.use.layer;
      const own = /^[A-Za-z]+\d+(?=[_/.]|$)/.exec(name)?.[0] ?? '';
      if (isPool(name)) return [step, own === '' ? name : own];
      if (weights.length > 0 && !/^(bn|norm)/i.test(name)) label = own;
      return [step, label];
    }),
  );
}

const isPool = (name: string): boolean => /^\w*pool/i.test(name);

/** Up to where pictures become lists of features, which some networks take for pictures of one pixel later. */
function picturesOf(steps: readonly Step[]): readonly Step[] {
  const end = steps.findIndex(({ makes: [made] }) => made?.shape.length !== 4);
  return end < 0 ? steps : steps.slice(0, end);
}

function runOf(last: Step, label: string, imageHeight: number): Run[] {
  const [, height, width, channels] = last.makes[0]?.shape ?? [];
  if (height == null || width == null || channels == null) return [];
  const stride = 2 ** Math.round(Math.log2(imageHeight / height));
  return [{ label, last, shape: [height, width, channels], stride }];
}

const continues = (run: Run, next: Run | undefined): boolean =>
  next !== undefined && next.label === run.label && (run.label !== '' || next.stride === run.stride);

/** The layers' own numbers where there are some, as in conv2 or stage3; else the sizes of picture, counted from 1. */
function numbersOf(ends: readonly Run[]): readonly (number | undefined)[] {
  const own = ends.map(({ label }) =>
    label === '' || isPool(label) ? undefined : Number(label.replace(/^\D+/, '')),
  );
  const given = own.filter((number) => number !== undefined);
  const rising = given.every((number, i) => number > (given[i - 1] ?? 0));
  if (rising && given.length > 1) return own;
  let count = 0;
  return ends.map(({ stride }, i) => (stride === ends[i + 1]?.stride ? undefined : ++count));
}
