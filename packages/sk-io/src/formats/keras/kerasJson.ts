/** What Keras writes for a model: a tree of `class_name` and `config`, in the forms of Keras 2 and Keras 3. */
import { ModelError } from 'sk-models';

export type Config = Readonly<Record<string, unknown>>;

export interface KerasObject {
  readonly class_name: string;
  readonly config: Config;
  /** Keras 3, and Keras 2 from 2.12: where Python finds the class, and the name that a user registered it under. */
  readonly module?: unknown;
  readonly registered_name?: unknown;
  /** Keras 3: what `build` was called with. */
  readonly build_config?: unknown;
}

export const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param what For the message. @throws ModelError for anything but an object with a class and a configuration */
export function readObject(value: unknown, what: string): KerasObject {
  if (isRecord(value) && typeof value['class_name'] === 'string') {
    // The oldest files of Keras write the layers of a Sequential where others write its configuration.
    const { config } = value;
    if (Array.isArray(config)) return { ...value, config: { layers: config } } as unknown as KerasObject;
    if (isRecord(config)) return value as unknown as KerasObject;
  }
  throw new ModelError(`Keras: ${what} wants class_name and config, got ${show(value)}`);
}

export function readName(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '' && !(value in {})) return value;
  throw new ModelError(`Keras: ${what} wants a name, got ${show(value)}`);
}

export function readList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ModelError(`Keras: ${what} wants a list, got ${show(value)}`);
}

/** 'Conv2D' 'stem': how messages name a layer. */
export function layerTitle({ class_name, config }: KerasObject): string {
  return `${class_name} '${String(config['name'] ?? '')}'`;
}

export function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) as string).slice(0, 80);
}
