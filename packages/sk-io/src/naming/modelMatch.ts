/** Compares the networks of the registry with a file of weights. Nothing is read and no weight is allocated. */
import { findEntry, type ModelEntry, withBlueprint } from 'sk-models';
import type { WeightBinding } from '../weights/weightBinding.js';
import { type Differences, findDifferences, type WantedTensor } from './differences.js';
import { channelAxis, inputKernel } from './inputChannels.js';
import { modelWeights } from './modelWeights.js';
import { type NamingName, namings } from './namings.js';
import type { WeightView } from './weightViews.js';

/** A network, under the names of a program, beside a view of a file. */
export interface ModelMatch {
  readonly name: string;
  readonly names: NamingName;
  readonly view: WeightView;
  /** The number in the file, or the network's own where the file does not tell. */
  readonly numClasses: number;
  readonly channels: number;
  /** Weights of the network that the file has. */
  readonly found: number;
  /** Other numbers of classes and of input channels are none. */
  readonly differences: Differences;
}

/** A weight of the network, where a naming looks for it. */
interface NamedWeight extends WeightBinding {
  readonly shape: readonly number[];
  /** Whether it is the kernel that reads the images. */
  readonly isFirst: boolean;
}

/** The weights of a network, as the programs name them that have a name for each. */
type NamedWeights = ReadonlyMap<NamingName, readonly NamedWeight[]>;

/** A network has to be built to be named, which takes milliseconds: that is done once for each. */
const namedBefore = new WeakMap<ModelEntry, NamedWeights>();

/** Returns a match for each view and each naming that names all weights of the network. */
export function matchModel(name: string, views: readonly WeightView[]): readonly ModelMatch[] {
  const entry = findEntry(name);
  const namedWeights = namedBefore.get(entry) ?? nameWeights(entry);
  namedBefore.set(entry, namedWeights);
  return [...namedWeights].flatMap(([names, named]) =>
    views.map((view) => compare(entry, names, named, view)),
  );
}

function nameWeights({ name, defaults }: ModelEntry): NamedWeights {
  return withBlueprint(name, {}, (blueprint) => {
    const weights = modelWeights(blueprint);
    const shapes = new Map(weights.map(({ weight, shape }) => [weight, shape]));
    const first = inputKernel(weights, defaults.inputShape[2])?.weight;
    const all = (Object.keys(namings) as NamingName[]).map((names) => {
      const named = namings[names].bind(blueprint).map((binding): NamedWeight => {
        const { weight } = binding;
        return { ...binding, shape: shapes.get(weight) ?? [], isFirst: weight === first };
      });
      return [names, named] as const;
    });
    return new Map(all.filter(([, named]) => named.length >= shapes.size));
  });
}

function compare(
  { name, defaults }: ModelEntry,
  names: NamingName,
  named: readonly NamedWeight[],
  view: WeightView,
): ModelMatch {
  const { ignore = () => false } = namings[names];
  const { tensors } = view.source;
  const kernel = named.find(({ isFirst }) => isFirst);
  const bias = named.find(({ weight }) => weight === 'classifier/bias');
  const inFile = kernel && tensors.get(kernel.tensor)?.shape[channelAxis(kernel)];
  const channels = inFile ?? defaults.inputShape[2];
  const found = named.filter(({ tensor }) => tensors.has(tensor));
  const wanted = named
    .filter(({ weight, tensor }) => !(weight.startsWith('classifier/') && tensors.has(tensor)))
    .map(({ tensor, layout, shape, isFirst }): WantedTensor => {
      return { tensor, layout, shape: isFirst ? shape.with(2, channels) : shape };
    });
  const known = new Set(named.map(({ tensor }) => tensor));
  return {
    ...{ name, names, view, channels, found: found.length },
    numClasses: tensors.get(bias?.tensor ?? '')?.shape[0] ?? defaults.numClasses,
    differences: findDifferences(tensors, wanted, (tensor) => known.has(tensor) || ignore(tensor)),
  };
}

/** Returns how many tensors differ. */
export const countDifferences = ({ missing, unexpected, misshapen }: Differences): number =>
  missing.length + unexpected.length + misshapen.length;
