/**
 * The workspace of a kernel that records its dispatches: outputs, which are freed on an error, and scratch tensors.
 */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { TileFactors } from '../shaders/convolution/tile.js';
import { toFloatShader, toFloatThreads } from '../shaders/toFloat.js';
import { holdsIntegers, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import type { Shader, ShaderRecord } from '../wgsl/shader.js';
import { type Call, compute } from './compute.js';
import { factorsFor, type ProductShape, type Products, productsOf } from './products.js';

export class Workspace {
  readonly backend: WebGPUBackend;
  readonly #op: string;
  readonly #products: Products;
  readonly #outputs: TensorInfo[] = [];
  readonly #scratch: TensorInfo[] = [];

  constructor(op: string, backend: WebGPUBackend, products: Products) {
    this.#op = op;
    this.backend = backend;
    this.#products = products;
  }

  get limits(): GPUSupportedLimits {
    return this.backend.device.limits;
  }

  /** Returns the fields of the record of a tiled shader; none where its factors are of float32, so that its key stays. */
  factors(shape: ProductShape): TileFactors {
    return factorsFor(this.#products, shape);
  }

  output(shape: readonly number[]): TensorInfo {
    const info = this.backend.makeTensorInfo([...shape], 'float32');
    this.#outputs.push(info);
    return info;
  }

  /** Makes a tensor that is freed when the kernel returns. */
  scratch(shape: readonly number[]): TensorInfo {
    return this.temporary(this.backend.makeTensorInfo([...shape], 'float32'));
  }

  /** Keeps a tensor that another kernel made until this kernel returns. */
  temporary(info: TensorInfo): TensorInfo {
    this.#scratch.push(info);
    return info;
  }

  run<R extends ShaderRecord, U extends string>(shader: Shader<R, U>, record: R, call: Call<U>): void {
    const inputs = call.inputs.map((input) => this.#asFloats(input));
    compute(this.backend, this.#op, shader, record, { ...call, inputs });
  }

  #asFloats(input: TensorInfo): TensorInfo {
    if (!holdsIntegers(this.backend, input)) return input;
    const floats = this.scratch(input.shape);
    const size = util.sizeFromShape(input.shape);
    compute(
      this.backend,
      this.#op,
      toFloatShader,
      {},
      {
        inputs: [input],
        outputs: [floats],
        uniforms: { size },
        workgroups: line(ceilDiv(size, toFloatThreads)),
      },
    );
    return floats;
  }

  freeScratch(): void {
    for (const { dataId } of this.#scratch) this.backend.disposeData(dataId);
  }

  freeOutputs(): void {
    for (const { dataId } of this.#outputs) this.backend.disposeData(dataId);
  }
}

/** Runs a kernel's body, by the backend's products unless others are given. On an error no tensor of it stays in memory. */
export function work<T>(
  op: string,
  backend: WebGPUBackend,
  body: (space: Workspace) => T,
  products: Products = productsOf(backend),
): T {
  const space = new Workspace(op, backend, products);
  try {
    return body(space);
  } catch (error) {
    space.freeOutputs();
    throw error;
  } finally {
    space.freeScratch();
  }
}
