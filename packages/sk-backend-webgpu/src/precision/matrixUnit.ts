/** Choice of the matrices that subgroups of a device multiply. */
import { dividesTile, type MatrixUnit, matrixBytes } from '../shaders/convolution/matrixTile.js';
import { tileColumns } from '../shaders/convolution/tileSize.js';

/** The features of devices whose subgroups multiply matrices of float16. */
export const matrixFeatures: readonly string[] = ['chromium-experimental-subgroup-matrix', 'shader-f16'];

/** Sizes and values of matrices, as an adapter lists them. */
export interface MatrixConfig {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly componentType: string;
  readonly resultComponentType: string;
}

/** A device, as far as the choice is concerned. */
export interface MatrixDevice {
  readonly features: Pick<ReadonlySet<string>, 'has'>;
  readonly configs: readonly MatrixConfig[];
  readonly subgroupMinSize: number;
  readonly subgroupMaxSize: number;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
}

/**
 * Returns the matrices for the tiles of convolutions, or says why there are none: those of float16 with sums of float32 whose
 * sizes divide a tile. Of several the ones with most products are taken, and of those the ones that are square.
 */
export function matrixUnitOf(device: MatrixDevice): MatrixUnit | string {
  const { features, configs, subgroupMinSize: least, subgroupMaxSize: subgroup, workgroupBytes } = device;
  const missing = matrixFeatures.filter((feature) => !features.has(feature));
  if (missing.length > 0) return `the device has no ${missing.join(' and no ')}`;
  if (least !== subgroup) {
    return `the device has subgroups of ${least} to ${subgroup} threads, and a tile wants to know how many`;
  }
  const floats = configs.filter((c) => c.componentType === 'f16' && c.resultComponentType === 'f32');
  if (floats.length === 0) return 'the device lists no matrices of float16 with sums of float32';
  const units = floats
    .map(({ M, N, K }): MatrixUnit => ({ m: M, n: N, k: K, subgroup }))
    .filter((unit) => dividesTile(unit, tileColumns(4)));
  if (units.length === 0) {
    const sizes = floats.map(({ M, N, K }) => `${M}x${N}x${K}`).join(', ');
    return `no tile is made of the device's matrices (${sizes}) in subgroups of ${subgroup}`;
  }
  const [best] = units
    .filter((unit) => matrixBytes(unit, tileColumns(8)) <= workgroupBytes)
    .sort((a, b) => b.m * b.n * b.k - a.m * a.n * a.k || Math.abs(a.m - a.n) - Math.abs(b.m - b.n));
  return best ?? `a tile does not fit into the ${workgroupBytes} bytes of the device's workgroup memory`;
}

/** An adapter's description, with what is not in the types of WebGPU yet. */
interface MatrixInfo {
  readonly subgroupMinSize?: number;
  readonly subgroupMaxSize?: number;
  readonly subgroupMatrixConfigs?: Iterable<MatrixConfig>;
}

/** A device of WebGPU, as far as the choice is concerned. */
interface OpenDevice {
  readonly features: Pick<ReadonlySet<string>, 'has'>;
  readonly limits: Pick<GPUSupportedLimits, 'maxComputeWorkgroupStorageSize'>;
}

/** Describes a device for the choice. */
export function matrixDevice(device: OpenDevice, info: MatrixInfo): MatrixDevice {
  const { subgroupMinSize = 4, subgroupMaxSize = 128, subgroupMatrixConfigs = [] } = info;
  return {
    features: device.features,
    configs: [...subgroupMatrixConfigs],
    subgroupMinSize,
    subgroupMaxSize,
    workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
  };
}
