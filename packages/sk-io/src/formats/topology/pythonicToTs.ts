/** Converts Python's names in saved models (batch_input_shape, channels_last) to camel case, which TensorFlow.js's layers read. */

const namesInside = new Set(['inboundNodes', 'inputLayers', 'outputLayers']);

/** Converts every key and every string but names of layers, as `tf.loadLayersModel` does. */
export function pythonicToTs(value: unknown, key?: string): unknown {
  if (typeof value === 'string') return key === 'name' ? value : camelCase(value);
  if (Array.isArray(value)) {
    const hasName = key !== undefined && namesInside.has(key);
    return value.map((item, i) =>
      hasName && i === 0 && typeof item === 'string' ? item : pythonicToTs(item, listKey(key)),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([pythonic, item]) => {
      const name = camelCase(pythonic);
      return [name, pythonicToTs(item, pythonic === 'name' ? 'name' : name)];
    }),
  );
}

/** Returns the key for the elements of a list: those of one called `name` are no names. */
const listKey = (key: string | undefined): string | undefined => (key === 'name' ? undefined : key);

/** Returns a name of Python as TensorFlow.js has it: batch_input_shape is batchInputShape. */
export function camelCase(text: string): string {
  if (text.length <= 1) return text;
  return text.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}
