/** Tensors of TensorFlow that live as long as the data of another tensor of tfjs. */
import type { NodeBackend, TensorId } from './nodeBackend.js';

/** Tensors beside an owner. */
export interface Companion {
  readonly ids: readonly TensorId[];
  /** Data and numbers that, with the owner, determine the tensors. */
  readonly from: readonly unknown[];
}

const ofBackends = new WeakMap<NodeBackend, WeakMap<object, Companion>>();

/**
 * Keeps tensors until the data of their owner is disposed of. An owner has one companion: the one before is deleted.
 *
 * @param owner The dataId of the owner.
 */
export function keepBeside(backend: NodeBackend, owner: object, companion: Companion): void {
  const companions = ownersOf(backend);
  const former = companions.get(owner);
  companions.set(owner, companion);
  deleteAll(backend, former);
}

/** Returns the tensors beside an owner where they are computed from the same; undefined where there are none of that. */
export function companionsOf(
  backend: NodeBackend,
  owner: object,
  from: readonly unknown[],
): readonly TensorId[] | undefined {
  const found = ofBackends.get(backend)?.get(owner);
  const isSame = found?.from.length === from.length && found.from.every((one, i) => one === from[i]);
  return isSame ? found.ids : undefined;
}

/** tfjs-node tells nobody that data is gone: its method is wrapped, once for each backend. */
function ownersOf(backend: NodeBackend): WeakMap<object, Companion> {
  const found = ofBackends.get(backend);
  if (found !== undefined) return found;
  const companions = new WeakMap<object, Companion>();
  ofBackends.set(backend, companions);
  const dispose = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const isGone = dispose(dataId, force);
    if (isGone) {
      deleteAll(backend, companions.get(dataId));
      companions.delete(dataId);
    }
    return isGone;
  };
  return companions;
}

function deleteAll(backend: NodeBackend, companion: Companion | undefined): void {
  for (const id of companion?.ids ?? []) backend.binding.deleteTensor(id);
}
