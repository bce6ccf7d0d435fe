/** The installed plug-ins, by tfjs backend. All loaded copies of this package share them. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { BackendPlugin } from './types.js';

const key: unique symbol = Symbol.for('sk-core:plugins') as never;
const holder = globalThis as { [key]?: Map<string, BackendPlugin> };
holder[key] ??= new Map();
const plugins = holder[key];

/** Registers a plug-in. Called by its `install()`. */
export function registerPlugin(plugin: BackendPlugin): void {
  plugins.set(plugin.backendName, plugin);
}

/** Returns the installed plug-in of a tfjs backend, by default of the current one. */
export function pluginOf(backendName: string = getBackend()): BackendPlugin | undefined {
  return plugins.get(backendName);
}
