/** Tensors of TensorFlow that live as long as the data of another tensor of tfjs. */
import type { NodeBackend, TensorId } from './nodeBackend.js';

export interface Companion {
  readonly id: TensorId;
}

const ofBackends = new WeakMap<NodeBackend, WeakMap<object, Companion>>();

/**
 * Keeps a tensor until the data of its owner is disposed of. An owner has one companion: the one before is deleted.
 *
 * @param owner The dataId of the owner.
 */
export function keepBeside(backend: NodeBackend, owner: object, companion: Companion): void {
  const companions = companionsOf(backend);
  const former = companions.get(owner);
  companions.set(owner, companion);
  if (former !== undefined) backend.binding.deleteTensor(former.id);
}

/** Returns the companion of an owner; undefined where it has none. */
export const companionOf = (backend: NodeBackend, owner: object): Companion | undefined =>
  ofBackends.get(backend)?.get(owner);

/** tfjs-node tells nobody that data is gone: its method is wrapped, once for each backend. */
function companionsOf(backend: NodeBackend): WeakMap<object, Companion> {
  const found = ofBackends.get(backend);
  if (found !== undefined) return found;
  const companions = new WeakMap<object, Companion>();
  ofBackends.set(backend, companions);
  const dispose = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const isGone = dispose(dataId, force);
    const companion = isGone ? companions.get(dataId) : undefined;
    if (companion !== undefined) {
      companions.delete(dataId);
      backend.binding.deleteTensor(companion.id);
    }
    return isGone;
  };
  return companions;
}
