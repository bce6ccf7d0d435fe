/** The compiled kernels, instantiated on the memory of a tfjs backend. */
import { kernelBytes, type SimdBuild } from './kernelBinary.js';

type Pointer = number;

/** The exports of assembly/index.ts that JavaScript calls. Parameters are explained there. */
export interface Kernels {
  addInPlace(y: Pointer, addend: Pointer, size: number): void;
  avgPool(plan: Pointer): void;
  avgPoolGradient(plan: Pointer, share: number): void;
  branchSoftmax(logits: Pointer, to: Pointer, images: number, count: number, channels: number): void;
  branchSoftmaxGradient(
    attention: Pointer,
    dy: Pointer,
    to: Pointer,
    images: number,
    count: number,
    channels: number,
  ): void;
  channelShuffle(x: Pointer, to: Pointer, pixels: number, channels: number, groups: number): void;
  clear(pointer: Pointer, bytes: number): void;
  columnMoments(
    x: Pointer,
    shift: Pointer,
    rows: number,
    channels: number,
    sums: Pointer,
    squares: Pointer,
  ): void;
  convolve(plan: Pointer): void;
  convolveDepthwise(plan: Pointer): void;
  convolveRows(
    plan: Pointer,
    windowCols: number,
    groupBlock: number,
    planeWidth: number,
    planes: Pointer,
    pointers: Pointer,
  ): void;
  depthwiseFilterGradient(plan: Pointer, sums: Pointer): void;
  filterGradientNarrow(plan: Pointer, sums: Pointer, targetPack: Pointer): void;
  filterGradientWide(
    plan: Pointer,
    sums: Pointer,
    inPlace: number,
    channels: number,
    targetPack: Pointer,
    sourcePack: Pointer,
  ): void;
  fillScale(gamma: Pointer, variance: Pointer, scale: Pointer, channels: number, epsilon: number): void;
  finishGradientSums(
    sums: Pointer,
    parts: number,
    gamma: Pointer,
    variance: Pointer,
    dmean: Pointer,
    dvariance: Pointer,
    dgamma: Pointer,
    dbeta: Pointer,
    slope: Pointer,
    offset: Pointer,
    rows: number,
    channels: number,
    epsilon: number,
  ): void;
  finishMoments(
    moments: Pointer,
    parts: number,
    shift: Pointer,
    mean: Pointer,
    variance: Pointer,
    rows: number,
    channels: number,
  ): void;
  fuse(
    branches: Pointer,
    count: number,
    to: Pointer,
    images: number,
    pixels: number,
    channels: number,
    scratch: Pointer,
  ): void;
  fuseGradient(dy: Pointer, dx: Pointer, images: number, pixels: number, channels: number): void;
  gradientRows(
    x: Pointer,
    dy: Pointer,
    mean: Pointer,
    scale: Pointer,
    beta: Pointer,
    slope: Pointer,
    offset: Pointer,
    dx: Pointer,
    rows: number,
    channels: number,
    relu: number,
  ): void;
  gradientSums(
    x: Pointer,
    dy: Pointer,
    mean: Pointer,
    scale: Pointer,
    beta: Pointer,
    rows: number,
    channels: number,
    relu: number,
    sums: Pointer,
    products: Pointer,
  ): void;
  maxPool(plan: Pointer): void;
  maxPoolGradient(plan: Pointer, dx: Pointer): void;
  momentumStep(
    weight: Pointer,
    velocity: Pointer,
    gradient: Pointer,
    size: number,
    decay: number,
    rate: number,
    momentum: number,
    nesterov: number,
  ): void;
  normalise(
    x: Pointer,
    mean: Pointer,
    scale: Pointer,
    beta: Pointer,
    y: Pointer,
    rows: number,
    channels: number,
    relu: number,
  ): void;
  normaliseAddRelu(
    x: Pointer,
    mean: Pointer,
    scale: Pointer,
    beta: Pointer,
    addend: Pointer,
    y: Pointer,
    rows: number,
    channels: number,
  ): void;
  packFilter(
    filter: Pointer,
    bias: Pointer,
    packed: Pointer,
    taps: Pointer,
    tapCount: number,
    groups: number,
    depth: number,
    width: number,
    groupBytes: number,
    depthBytes: number,
    laneBytes: number,
  ): void;
  packRowFilter(
    filter: Pointer,
    bias: Pointer,
    packed: Pointer,
    taps: Pointer,
    tapCount: number,
    windowCols: number,
    groups: number,
    depth: number,
    width: number,
    groupBytes: number,
    depthBytes: number,
    laneBytes: number,
  ): void;
  passedGradientSums(
    x: Pointer,
    dy: Pointer,
    y: Pointer,
    mean: Pointer,
    rows: number,
    channels: number,
    g: Pointer,
    sums: Pointer,
    products: Pointer,
  ): void;
  rectify(x: Pointer, to: Pointer, size: number, most: number): void;
  reduce(
    x: Pointer,
    outer: number,
    count: number,
    inner: number,
    factor: number,
    to: Pointer,
    scratch: Pointer,
  ): void;
  select(
    branches: Pointer,
    count: number,
    attention: Pointer,
    to: Pointer,
    images: number,
    pixels: number,
    channels: number,
  ): void;
  select2(
    u: Pointer,
    v: Pointer,
    attention: Pointer,
    to: Pointer,
    images: number,
    pixels: number,
    channels: number,
  ): void;
  selectAttentionGradient(
    branches: Pointer,
    count: number,
    dy: Pointer,
    to: Pointer,
    images: number,
    pixels: number,
    channels: number,
    scratch: Pointer,
  ): void;
  selectBranchGradient(
    dy: Pointer,
    attention: Pointer,
    dx: Pointer,
    images: number,
    pixels: number,
    channels: number,
    count: number,
    branch: number,
  ): void;
  selectFuseGradient(
    dy: Pointer,
    attention: Pointer,
    ds: Pointer,
    first: Pointer,
    second: Pointer,
    images: number,
    pixels: number,
    channels: number,
    count: number,
    branch: number,
    scratch: Pointer,
  ): void;
  transpose(from: Pointer, to: Pointer, rows: number, cols: number): void;
  unpackNarrow(
    sums: Pointer,
    filter: Pointer,
    taps: number,
    groups: number,
    depth: number,
    width: number,
  ): void;
  unpackWide(
    sums: Pointer,
    filter: Pointer,
    taps: number,
    groups: number,
    depth: number,
    width: number,
  ): void;
}

/** Compiles the kernels for a memory, which may be shared between threads. */
export function compileKernels(memory: WebAssembly.Memory, build: SimdBuild): WebAssembly.Module {
  return new WebAssembly.Module(kernelBytes(build, isShared(memory)));
}

/** Instantiates the kernels on a memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  // WebAssembly does not tell the types of its exports: they are those of assembly/index.ts.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Returns a kernel as a function of any list of numbers. */
export function kernelNamed(kernels: Kernels, name: keyof Kernels): (...numbers: readonly number[]) => void {
  return kernels[name] as (...numbers: readonly number[]) => void;
}

/**
 * Tells whether a memory is shared, by the name of its buffer's class, since the buffer may come from another realm.
 */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}
