/** What a functional model is made of: layers and, in Keras 3, bare operations. */
import { ModelError } from 'sk-models';
import { isRecord, type KerasObject, layerTitle, readObject } from './kerasJson.js';

/** What Keras 3 writes for `a + b` and `a * b`, and the layers that compute it. They have no weights. */
const operations: Readonly<Record<string, string>> = { Add: 'Add', Multiply: 'Multiply' };

export const isOperation = (value: unknown): boolean =>
  isRecord(value) && typeof value['module'] === 'string' && /^keras(\.src)?\.ops\b/.test(value['module']);

/** With its name in its configuration, beside which it also stands. @throws ModelError */
export function readNodeLayer(value: unknown, model: string): KerasObject {
  const layer = readObject(value, `a layer of '${model}'`);
  const name = (isRecord(value) ? value['name'] : undefined) ?? layer.config['name'];
  const named = { ...layer, config: { ...layer.config, name } };
  if (!isOperation(value)) return named;
  if (Object.hasOwn(operations, layer.class_name)) {
    return { class_name: operations[layer.class_name] as string, config: named.config };
  }
  const known = Object.keys(operations).join(', ');
  throw new ModelError(
    `Keras: ${layerTitle(named)} is an operation outside of layers; wants a layer, or one of ${known}`,
  );
}
