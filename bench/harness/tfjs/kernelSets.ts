/** Two sets of kernels for one backend: tfjs's own, and those with a plug-in on top. One process can hold one tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import { type BackendPlugin, registerPlugin } from 'sk-core';

export type KernelChoice = 'plugin' | 'stock';

interface Kernels {
  readonly configs: readonly tf.KernelConfig[];
  readonly plugin: BackendPlugin;
}

export class KernelSets {
  readonly #backendName: string;
  readonly #sets = new Map<KernelChoice, Kernels>();
  #current: KernelChoice = 'stock';

  constructor(backendName: string) {
    this.#backendName = backendName;
  }

  /** Whether any set has been kept. */
  get started(): boolean {
    return this.#sets.size > 0;
  }

  /** Keeps the kernels that are registered now, those of tfjs; `plugin` is the one that is still to be installed. */
  keepStock({ contractVersion, kernels }: BackendPlugin): void {
    const backendName = this.#backendName;
    this.#keep('stock', {
      name: 'none',
      backendName,
      contractVersion,
      kernels: { ...kernels, provider: 'none', kernels: [] },
      install: () => {},
    });
  }

  /** The same with the plug-in installed. */
  keepPlugin(plugin: BackendPlugin): void {
    this.#keep('plugin', plugin);
  }

  /** From now on these kernels run. What a set lacks is answered by the composites of sk-core. */
  use(choice: KernelChoice): void {
    const set = this.#sets.get(choice);
    if (set === undefined || choice === this.#current) return;
    for (const { kernelName } of tf.getKernelsForBackend(this.#backendName))
      tf.unregisterKernel(kernelName, this.#backendName);
    for (const config of set.configs) tf.registerKernel(config);
    registerPlugin(set.plugin);
    this.#current = choice;
  }

  #keep(choice: KernelChoice, plugin: BackendPlugin): void {
    this.#sets.set(choice, { configs: tf.getKernelsForBackend(this.#backendName), plugin });
    this.#current = choice;
  }
}
