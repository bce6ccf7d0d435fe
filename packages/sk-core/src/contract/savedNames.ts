/**
 * Names for `inputsToSave`. tfjs wants them when a gradient is registered, before the length of a list is known. It
 * reads them with `map` at each call, and `map` replaces a list's name by its members.
 */
export class SavedNames extends Array<string> {
  override map<T>(inputNamed: (name: string, i: number, all: string[]) => T): T[] {
    const find = (name: string): T => inputNamed(name, 0, this);
    return Array.from(this).flatMap((name) => {
      const one = find(name);
      if (one !== undefined) return [one];
      const list: T[] = [];
      for (let t = find(`${name}.0`); t !== undefined; t = find(`${name}.${list.length}`)) list.push(t);
      return list;
    });
  }
}
