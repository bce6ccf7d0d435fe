/** The start of TensorFlow as tfjs's backend 'tensorflow'. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from 'sk-core';
import { install } from '../install.js';
import { BindingError } from './binding/bindingError.js';
import { bindingPath, loadBinding, nodeBackend } from './binding/loadBinding.js';
import { findTfjsNode } from './binding/tfjsNode.js';
import { applySettings, type TensorflowSettings, tensorflowSettings } from './settings.js';

export interface StartOptions extends TensorflowSettings {
  /** Path of a binding; by default the one that was built last, or the one that tfjs-node has fetched. */
  readonly binding?: string;
}

const startOptions: OptionNames<StartOptions> = { ...tensorflowSettings, binding: true };

/** Above those of tfjs's own backends, as tfjs-node registers itself. */
const priority = 3;

/**
 * Makes 'tensorflow' the current backend, with the kernels of this package.
 *
 * @throws BindingError where tfjs-node or a binding is missing or does not load; OptionError for options that do not
 *   exist; RangeError for settings out of range, or others than those that TensorFlow runs with in this process.
 */
export async function start(options: StartOptions = {}): Promise<void> {
  checkOptions('start: options', options, startOptions);
  const { binding: given, ...settings } = options;
  const tfjsNode = findTfjsNode();
  const path = bindingPath(tfjsNode, given);
  applySettings(settings);
  const binding = loadBinding(path);
  if (tf.findBackendFactory('tensorflow') === null) {
    tf.registerBackend('tensorflow', () => nodeBackend(tfjsNode, binding), priority);
  }
  if (!(await tf.setBackend('tensorflow'))) {
    throw new BindingError('tensorflow: its backend does not start, see the message above');
  }
  await tf.ready();
  install();
}
