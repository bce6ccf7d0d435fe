/** Checks the size of a message: readers of protobuf keep its length in 31 bits. */
import { ModelError } from 'sk-models';

const limit = 2 ** 31;

/** @throws ModelError for a file that no reader takes. */
export function checkSize(model: string, byteLength: number): void {
  if (byteLength < limit) return;
  const [got, wanted] = [byteLength, limit].map((bytes) => bytes.toLocaleString('en'));
  throw new ModelError(
    `exportOnnx: a file wants fewer than ${wanted} bytes, the limit of protobuf, got ${got} for '${model}'; build it with a smaller widthMultiplier`,
  );
}
