/** The line about the values of a run in mixed precision. */
import { pluginOf } from 'sk-core';

/** Says what mixed precision does on the current backend. */
export const describePrecision = (backend: string): string =>
  `precision mixed: the loss is scaled; products on ${backend}: ${pluginOf()?.products?.() ?? 'float32 everywhere'}`;
