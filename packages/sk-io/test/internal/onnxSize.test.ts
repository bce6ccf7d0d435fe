import { readFileSync } from 'node:fs';
import { ModelError } from 'sk-models';
import { expect, it } from 'vitest';
import { producer } from '../../src/formats/onnx/producer.js';
import { checkSize } from '../../src/formats/onnx/proto/checkSize.js';

it('a file of 2 GB is refused', () => {
  expect(() => checkSize('large', 2 ** 31 - 1)).not.toThrow();
  expect(() => checkSize('large', 2 ** 31)).toThrow(
    new ModelError(
      "exportOnnx: a file wants fewer than 2,147,483,648 bytes, the limit of protobuf, got 2,147,483,648 for 'large'; build it with a smaller widthMultiplier",
    ),
  );
});

it('a file says which version of this package wrote it: set src/onnx/producer.ts to that of package.json', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(producer.version).toBe((JSON.parse(manifest) as { version: string }).version);
});
