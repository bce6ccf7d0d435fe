/** The line about the values of a run in mixed precision. */
import { pluginOf } from 'sk-core';

/** Says what mixed precision does on the current backend, in training or in inference. */
export const describePrecision = (backend: string, isTraining = true): string =>
  `precision mixed: ${isTraining ? 'the loss is scaled; ' : ''}products on ${backend}: ${pluginOf()?.products?.() ?? 'float32 everywhere'}`;
