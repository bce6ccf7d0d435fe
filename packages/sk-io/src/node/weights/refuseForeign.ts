/** Files that are called like weights, or lie where weights were expected, and are something else. */
import { basename } from 'node:path';
import { describePointer } from '../../formats/text/lfsPointer.js';
import { ModelFileError } from '../../modelFileError.js';
import { openFile } from '../files/openFile.js';

/** Bytes that are looked at. */
const headBytes = 512;

/** Matches names of PyTorch's files. A .bin of TensorFlow.js has another name, which stands in its model.json. */
const torchNames = /\.(pth|pt|ckpt|tar)$|^pytorch_model.*\.bin$/i;

/** Tells whether a file is called as PyTorch's are. */
export const isTorchName = (path: string): boolean => torchNames.test(basename(path));

/**
 * Refuses what is no weights, however it is called: a pointer of Git LFS, a page, what PyTorch has pickled.
 *
 * @throws ModelFileError that says what it is, and how weights are had from it.
 */
export async function refuseForeign(path: string): Promise<void> {
  const file = await openFile(path);
  try {
    const head = Buffer.from(await file.read(0, headBytes));
    const why = whatIsIt(head, path, file.size);
    if (why !== undefined) throw new ModelFileError(path, why);
  } finally {
    await file.close();
  }
}

function whatIsIt(head: Buffer, path: string, size: number): string | undefined {
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  const pointer = describePointer(text, size);
  if (pointer !== undefined) return pointer;
  if (/^<(!doctype|html|head|\?xml)/i.test(text)) {
    return 'is a page (HTML), not a file of weights: download the file itself (on a hub with /resolve/ in place of /blob/), signed in where that is needed';
  }
  const isZip = head.subarray(0, 4).equals(zipBytes);
  const [first, protocol = 0] = head;
  // A header of safetensors may be 0x280 bytes long; no length of one has its upper half set.
  const isLength = head.subarray(4, 8).every((byte) => byte === 0);
  const isPickle = first === 0x80 && protocol >= 2 && protocol <= 5 && !isLength;
  if ((isZip && !/\.keras$/i.test(path)) || isPickle || isTorchName(path)) return torchAdvice(path);
  const isHdf5 = head.subarray(0, 8).equals(hdf5Bytes);
  if (isHdf5 && !/\.(h5|hdf5)$/i.test(path)) return 'is a file of HDF5: call it *.h5';
  return undefined;
}

const zipBytes = Buffer.from('PK\x03\x04', 'latin1');
const hdf5Bytes = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** The two lines can be pasted as they are. */
function torchAdvice(path: string): string {
  const name = basename(path);
  const target = /\.safetensors$/i.test(name)
    ? name.replace(/\.safetensors$/i, '.converted.safetensors')
    : `${name.replace(/\.(pth|pt|ckpt|tar|bin)$/i, '')}.safetensors`;
  const load = `import torch; from safetensors.torch import save_file; d = torch.load(${JSON.stringify(name)}, map_location="cpu", weights_only=True)`;
  const save = `save_file({k: v.clone().contiguous() for k, v in d.get("state_dict", d.get("model", d)).items() if torch.is_tensor(v)}, ${JSON.stringify(target)})`;
  return `is a pickle of PyTorch (torch.save), which could run anything and is not read: make safetensors of it with two lines of Python: ${load}; ${save}`;
}
