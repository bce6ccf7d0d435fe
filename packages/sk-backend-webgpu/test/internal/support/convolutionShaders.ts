/** The shaders of convolutions, in the forms that their records give them. */
import { directFilterGradientShader } from '../../../src/shaders/convolution/directFilterGradient.js';
import { directForwardShader } from '../../../src/shaders/convolution/directForward.js';
import { directInputGradientShader } from '../../../src/shaders/convolution/directInputGradient.js';
import { plain } from '../../../src/shaders/convolution/epilogue.js';
import type { MatrixUnit } from '../../../src/shaders/convolution/matrixTile.js';
import {
  scalarFilterGradientShader,
  scalarForwardShader,
  scalarInputGradientShader,
} from '../../../src/shaders/convolution/scalar.js';
import { sumSlicesShader } from '../../../src/shaders/convolution/sumSlices.js';
import { tiledFilterGradientShader } from '../../../src/shaders/convolution/tiledFilterGradient.js';
import { tiledForwardShader } from '../../../src/shaders/convolution/tiledForward.js';
import { tiledInputGradientShader } from '../../../src/shaders/convolution/tiledInputGradient.js';
import { toFloatShader } from '../../../src/shaders/toFloat.js';
import { type ShaderSample, sample } from './shaderSample.js';

const added = { ...plain, addend: true };
const inference = { bias: true, addend: true, relu: true };
const vectors = { vectorChannels: true, vectorFilters: true };
const stem = { vectorChannels: false, vectorFilters: true };
const odd = { vectorChannels: false, vectorFilters: false };
const grouped = { kernel: [3, 3], channelVectors: 1, filterVectors: 1 } as const;
const wider = { kernel: [5, 2], channelVectors: 2, filterVectors: 4 } as const;
const depthwise = { kernel: [3, 3], channelVectors: 0, filterVectors: 0 } as const;

/** Matrices as cards of NVIDIA, Apple and Intel multiply them. */
export const matrixUnits: readonly [MatrixUnit, ...MatrixUnit[]] = [
  { m: 16, n: 16, k: 16, subgroup: 32 },
  { m: 8, n: 8, k: 8, subgroup: 32 },
  { m: 8, n: 16, k: 16, subgroup: 16 },
];
const [matrix] = matrixUnits;

/** Returns the tiled shaders of a unit's matrices in all forms. */
export const matrixSamples = (unit: MatrixUnit): readonly ShaderSample[] =>
  ([4, 8] as const).flatMap((threadColumns) =>
    [vectors, stem, { vectorChannels: true, vectorFilters: false }, odd].flatMap((sides) => {
      const record = { threadColumns, ...sides, matrix: unit };
      return [1, 3].flatMap((kernelWidth) => [
        ...[plain, inference].flatMap((epilogue) => [
          sample(tiledForwardShader, {
            ...record,
            kernelWidth: kernelWidth === 1 ? 0 : kernelWidth,
            epilogue,
          }),
          sample(tiledInputGradientShader, { ...record, kernelWidth, epilogue }),
        ]),
        sample(tiledInputGradientShader, { ...record, kernelWidth, epilogue: added }),
        sample(tiledFilterGradientShader, { ...record, kernelWidth }),
      ]);
    }),
  );

export const convolutionSamples: readonly ShaderSample[] = [
  sample(tiledForwardShader, { kernelWidth: 0, threadColumns: 8, ...vectors, epilogue: plain }),
  sample(tiledForwardShader, { kernelWidth: 3, threadColumns: 4, ...vectors, epilogue: inference }),
  sample(tiledForwardShader, { kernelWidth: 7, threadColumns: 8, ...stem, epilogue: plain }),
  sample(tiledForwardShader, { kernelWidth: 1, threadColumns: 4, ...odd, epilogue: inference }),
  sample(tiledInputGradientShader, { kernelWidth: 1, threadColumns: 8, ...vectors, epilogue: plain }),
  sample(tiledInputGradientShader, { kernelWidth: 3, threadColumns: 8, ...vectors, epilogue: added }),
  sample(tiledInputGradientShader, { kernelWidth: 3, threadColumns: 4, ...odd, epilogue: added }),
  sample(tiledFilterGradientShader, { kernelWidth: 1, threadColumns: 8, ...vectors }),
  sample(tiledFilterGradientShader, { kernelWidth: 7, threadColumns: 8, ...stem }),
  sample(tiledFilterGradientShader, { kernelWidth: 3, threadColumns: 4, ...odd }),
  sample(tiledForwardShader, {
    ...{ kernelWidth: 0, threadColumns: 8, ...vectors, epilogue: plain, tall: true },
  }),
  sample(tiledFilterGradientShader, { kernelWidth: 3, threadColumns: 8, ...vectors, tall: true }),
  sample(tiledForwardShader, {
    ...{ kernelWidth: 7, threadColumns: 8, ...stem, epilogue: inference, rounds: true, tall: true },
  }),
  sample(tiledForwardShader, { kernelWidth: 3, threadColumns: 8, ...vectors, epilogue: plain, rounds: true }),
  sample(tiledInputGradientShader, {
    ...{ kernelWidth: 3, threadColumns: 4, ...odd, epilogue: added, rounds: true },
  }),
  sample(tiledFilterGradientShader, { kernelWidth: 7, threadColumns: 8, ...stem, rounds: true }),
  sample(tiledForwardShader, { kernelWidth: 3, threadColumns: 8, ...vectors, epilogue: inference, matrix }),
  sample(tiledInputGradientShader, {
    ...{ kernelWidth: 3, threadColumns: 4, ...odd, epilogue: added, matrix },
  }),
  sample(tiledFilterGradientShader, { kernelWidth: 7, threadColumns: 8, ...stem, matrix }),
  sample(directForwardShader, { ...grouped, epilogue: plain }),
  sample(directForwardShader, { ...wider, epilogue: inference }),
  sample(directForwardShader, { ...depthwise, epilogue: plain }),
  sample(directInputGradientShader, { ...grouped, epilogue: added }),
  sample(directInputGradientShader, { ...wider, epilogue: plain }),
  sample(directInputGradientShader, { ...depthwise, epilogue: added }),
  sample(directFilterGradientShader, { ...grouped, blockLanes: 32 }),
  sample(directFilterGradientShader, { ...wider, blockLanes: 8 }),
  sample(directFilterGradientShader, { ...depthwise, blockLanes: 16 }),
  sample(scalarForwardShader, { kernel: [3, 3], epilogue: plain }),
  sample(scalarForwardShader, { kernel: [2, 5], epilogue: inference }),
  sample(scalarInputGradientShader, { kernel: [3, 3], epilogue: plain }),
  sample(scalarInputGradientShader, { kernel: [2, 5], epilogue: added }),
  sample(scalarFilterGradientShader, { kernel: [3, 3] }),
  sample(sumSlicesShader, { element: 'vec4f' }),
  sample(sumSlicesShader, { element: 'f32' }),
  sample(toFloatShader, {}),
];
