/** A file of weights under other names, or a part of it. */
import { ModelFileError } from '../modelFileError.js';
import type { TensorInfo, WeightSource } from './weightSource.js';

/**
 * Returns the source with other names. Its tensors that have no new name are left out.
 *
 * @param names The name in the source, by the new name.
 */
export function renamedSource<T extends WeightSource>(source: T, names: ReadonlyMap<string, string>): T {
  const tensors = new Map(
    [...names].flatMap(([name, inSource]): (readonly [string, TensorInfo])[] => {
      const info = source.tensors.get(inSource);
      return info === undefined ? [] : [[name, { ...info, name }]];
    }),
  );
  const read = async (name: string): Promise<Float32Array> => {
    const inSource = names.get(name);
    if (inSource === undefined) throw new ModelFileError(source.what, `has no tensor ${name}`);
    return await source.read(inSource);
  };
  return { ...source, tensors, read };
}
