/** Where protobuf ends: a message has fewer bytes than this, since readers keep its length in 31 bits. */
import { ModelError } from 'sk-models';

const limit = 2 ** 31;

/** @throws ModelError for a file that no reader takes. */
export function checkSize(model: string, byteLength: number): void {
  if (byteLength < limit) return;
  const [got, wanted] = [byteLength, limit].map((bytes) => bytes.toLocaleString('en'));
  throw new ModelError(
    `exportOnnx: '${model}' would be a file of ${got} bytes, wants fewer than ${wanted}, where protobuf ends; build it with a smaller widthMultiplier`,
  );
}
