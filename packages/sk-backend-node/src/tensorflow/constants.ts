/** Small tensors that kernels need again and again: shapes, axes and factors. A backend keeps them. */
import type { Binding, TensorId } from './nodeBackend.js';

/** So many shapes are those of hundreds of networks. */
const mostKept = 4096;

const ofBindings = new WeakMap<Binding, Constants>();

export class Constants {
  readonly #binding: Binding;
  readonly #ids = new Map<string, TensorId>();

  private constructor(binding: Binding) {
    this.#binding = binding;
  }

  static of(binding: Binding): Constants {
    let constants = ofBindings.get(binding);
    if (constants === undefined) {
      constants = new Constants(binding);
      ofBindings.set(binding, constants);
    }
    return constants;
  }

  /** Returns the tensor of a key, which it makes where it has none yet. It belongs to the constants. */
  get(key: string, make: () => TensorId): TensorId {
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = make();
      this.#ids.set(key, id);
    }
    return id;
  }

  /** Deletes all tensors where there are many. To be called while no kernel runs. */
  trim(): void {
    if (this.#ids.size < mostKept) return;
    for (const id of this.#ids.values()) this.#binding.deleteTensor(id);
    this.#ids.clear();
  }
}
