/** Reads the JSON of Keras: a tree of `class_name` and `config`, in the forms of Keras 2 and Keras 3. */
import { ModelError } from 'sk-models';
import { maxNameLength } from '../../fileLimits.js';

export type Config = Readonly<Record<string, unknown>>;

export interface KerasObject {
  readonly class_name: string;
  readonly config: Config;
  /** Keras 3, and Keras 2 from 2.12: the Python module of the class, and the name that a user registered it under. */
  readonly module?: unknown;
  readonly registered_name?: unknown;
  /** Keras 3: the arguments of `build`. */
  readonly build_config?: unknown;
}

export const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Layers have some thirty settings. */
const maxFields = 1000;

/** Returns an object with a class and a configuration. @param what For the message. @throws ModelError for anything else. */
export function readObject(value: unknown, what: string): KerasObject {
  const { class_name, config } = isRecord(value) ? value : {};
  if (isRecord(value) && typeof class_name === 'string') {
    // The oldest files of Keras have the layers of a Sequential in the place of its configuration.
    if (Array.isArray(config)) return { ...value, class_name, config: { layers: config } };
    if (isRecord(config)) {
      const { length: fields } = Object.keys(config);
      if (fields <= maxFields) return { ...value, class_name, config };
      throw new ModelError(
        `Keras: ${what}: a configuration has ${fields} fields, wants at most ${maxFields}`,
      );
    }
  }
  throw new ModelError(`Keras: ${what} wants class_name and config, got ${show(value)}`);
}

/** Returns a name. @throws ModelError for anything else, and for one that is too long. */
export function readName(value: unknown, what: string): string {
  if (typeof value === 'string' && value.length > maxNameLength) {
    throw new ModelError(
      `Keras: ${what}: a name has ${value.length} characters, wants at most ${maxNameLength}`,
    );
  }
  if (typeof value === 'string' && value !== '' && !(value in {})) return value;
  throw new ModelError(`Keras: ${what} wants a name, got ${show(value)}`);
}

/** Returns a list. @throws ModelError for anything else. */
export function readList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ModelError(`Keras: ${what} wants a list, got ${show(value)}`);
}

/** Returns a number, or a list of them, also in the form that Keras 3 writes for an array; undefined for anything else. */
export function numbersIn(value: unknown): number | readonly number[] | undefined {
  const { class_name, config } = isRecord(value) ? value : {};
  const isArray = (class_name === '__numpy__' || class_name === '__tensor__') && isRecord(config);
  const numbers = isArray ? config['value'] : value;
  const isNumber = (item: unknown): item is number => typeof item === 'number';
  if (isNumber(numbers)) return numbers;
  return Array.isArray(numbers) && numbers.every(isNumber) ? numbers : undefined;
}

/** Returns how messages name a layer: "Conv2D 'stem'". */
export function layerTitle({ class_name, config }: KerasObject): string {
  return `${class_name} '${String(config['name'] ?? '')}'`;
}

/** Prints a value for a message. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) as string).slice(0, 80);
}
