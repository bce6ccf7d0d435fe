import { ModelError } from 'sk-models';
import { expect, it } from 'vitest';
import { checkSize } from '../../src/formats/onnx/proto/checkSize.js';

it('a file of 2 GB is refused', () => {
  expect(() => checkSize('large', 2 ** 31 - 1)).not.toThrow();
  expect(() => checkSize('large', 2 ** 31)).toThrow(
    new ModelError(
      "exportOnnx: a file wants fewer than 2,147,483,648 bytes, the limit of protobuf, got 2,147,483,648 for 'large'; build it with a smaller widthMultiplier",
    ),
  );
});
