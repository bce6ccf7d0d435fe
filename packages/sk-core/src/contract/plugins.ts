/** The plug-ins that are installed, by tfjs backend. Shared by every loaded copy of this package. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { BackendPlugin } from './types.js';

const key: unique symbol = Symbol.for('sk-core:plugins') as never;
const holder = globalThis as { [key]?: Map<string, BackendPlugin> };
holder[key] ??= new Map();
const plugins = holder[key];

/** Called by a plug-in's `install()`. */
export function registerPlugin(plugin: BackendPlugin): void {
  plugins.set(plugin.backendName, plugin);
}

/** The installed plug-in of a tfjs backend, by default of the current one. */
export function pluginOf(backendName: string = getBackend()): BackendPlugin | undefined {
  return plugins.get(backendName);
}
