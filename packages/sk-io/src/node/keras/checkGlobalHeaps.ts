/**
 * The collections that HDF5 keeps strings in, walked through before the library does: on one whose objects do not lie
 * one behind the other it never comes back. HDF5 file format specification, III.E.
 */

const signature = 'GCOL';
const headerBytes = 16;
const alignment = 8;

/**
 * Walks through at most as many objects as fit into the file twice: collections that lie one behind the other have no more.
 *
 * @returns Where a collection lies that cannot be walked through, or is one too many, or undefined.
 */
export function damagedGlobalHeap(file: Uint8Array): number | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const budget = { objects: (2 * file.length) / headerBytes };
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) {
    if (at + headerBytes <= file.length && !isWhole(view, at, budget)) return at;
  }
  return undefined;
}

function isWhole(view: DataView, at: number, budget: { objects: number }): boolean {
  const end = at + sizeAt(view, at + 8);
  if (!(end <= view.byteLength)) return false;
  for (let object = at + headerBytes; object + headerBytes <= end; ) {
    budget.objects--;
    if (budget.objects < 0) return false;
    const size = sizeAt(view, object + 8);
    // Object 0 is the free space, whose size counts its header.
    const isFree = view.getUint16(object, true) === 0;
    const next = isFree ? object + size : object + headerBytes + Math.ceil(size / alignment) * alignment;
    if (!(next > object && next <= end)) return false;
    object = next;
  }
  return true;
}

const sizeAt = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
