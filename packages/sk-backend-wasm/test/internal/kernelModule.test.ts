import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/generate.mjs';
import { kernelBytes, type SimdBuild } from '../../src/module/kernelBinary.js';
import { compileKernels, instantiateKernels } from '../../src/module/kernelModule.js';
import { enableRelaxedSimd } from '../support/relaxedSimd.js';

enableRelaxedSimd();

describe('the compiled kernels', () => {
  it('are those of assembly/', async () => {
    for (const [name, text] of Object.entries(await generate())) {
      const committed = readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
      expect(committed === text, `${name}: run \`npm run generate -w sk-backend-wasm\``).toBe(true);
    }
  });

  for (const build of ['simd', 'relaxed-simd'] as const satisfies SimdBuild[]) {
    it(`${build}: no data segment, no globals, no table: nothing of their own in the memory of tfjs`, () => {
      const binary = kernelBytes(build, false);
      const sections: number[] = [];
      for (let at = 8; at < binary.length; ) {
        sections.push(binary[at++] as number);
        let [length, shift, byte] = [0, 0, 0];
        do {
          byte = binary[at++] as number;
          length |= (byte & 127) << shift;
          shift += 7;
        } while (byte & 128);
        at += length;
      }
      const named = { 4: 'table', 5: 'memory', 6: 'global', 8: 'start', 9: 'element', 11: 'data' };
      expect(sections.filter((id) => id in named)).toEqual([]);
    });

    for (const shared of [false, true]) {
      it(`${build}: run on a ${shared ? 'shared' : 'plain'} memory`, () => {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_535, shared });
        const numbers = new Float32Array(memory.buffer);
        numbers.set([1, 2, 3, 4, 5, 6], 16);
        instantiateKernels(compileKernels(memory, build), memory).transpose(64, 256, 2, 3);
        expect([...numbers.subarray(64, 70)]).toEqual([1, 4, 2, 5, 3, 6]);
      });
    }
  }
});
