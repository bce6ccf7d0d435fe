/** Reads the layers of a functional model, which in Keras 3 may be bare operations. */
import { ModelError } from 'sk-models';
import { isRecord, type KerasObject, layerTitle, readObject } from './kerasJson.js';

/** The operations that Keras 3 writes for `a + b` and `a * b`, and the layers that compute them. They have no weights. */
const operations: ReadonlyMap<string, string> = new Map(Object.entries({ Add: 'Add', Multiply: 'Multiply' }));

/** Tells whether a layer of a file is an operation. */
export const isOperation = (value: unknown): boolean =>
  isRecord(value) && typeof value['module'] === 'string' && /^keras(\.src)?\.ops\b/.test(value['module']);

/** Returns a layer with its name in its configuration. @throws ModelError for an operation that is not known. */
export function readNodeLayer(value: unknown, model: string): KerasObject {
  const layer = readObject(value, `a layer of '${model}'`);
  const name = (isRecord(value) ? value['name'] : undefined) ?? layer.config['name'];
  const named = { ...layer, config: { ...layer.config, name } };
  if (!isOperation(value)) return named;
  const class_name = operations.get(layer.class_name);
  if (class_name !== undefined) return { class_name, config: named.config };
  const known = [...operations.keys()].join(', ');
  throw new ModelError(
    `Keras: ${layerTitle(named)} is an operation outside of layers; wants a layer, or one of ${known}`,
  );
}
