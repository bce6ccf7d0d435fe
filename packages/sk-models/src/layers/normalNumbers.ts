/**
 * Normally distributed numbers from a seed, many and fast: a network begins with tens of millions. The ziggurat of
 * Marsaglia and Tsang (2000) with 256 layers, over the generator sfc32 of Chris Doty-Humphrey's PractRand. One draw of 32
 * bits gives the layer and, from other bits (Doornik, 2005), the place in it.
 */

const layerCount = 256;
/** Where the tail begins, and the area of each layer. */
const [tail, area] = [3.6541528853610088, 0.00492867323399];

const density = (x: number): number => Math.exp((-x * x) / 2);

/** Right ends of the layers from the widest, which holds the tail, to none. */
const edges = new Float64Array(layerCount + 1);
edges[0] = area / density(tail);
for (let i = 1, edge = tail; i < layerCount; i++) {
  edges[i] = edge;
  edge = Math.sqrt(-2 * Math.log(area / edge + density(edge)));
}

/** Reads without a check: tens of millions of times for a network, and layers are below {@link layerCount}. */
const edgeOf = (layer: number): number => edges[layer] as number;

/**
 * Returns `count` numbers of mean 0 and standard deviation `stddev`.
 * @param seed The lowest 32 bits of its whole part count.
 */
export function normalNumbers(count: number, stddev: number, seed: number): Float32Array {
  const random = new Sfc32(seed);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = stddev * standardNormal(random);
  return values;
}

function standardNormal(random: Sfc32): number {
  for (;;) {
    const bits = random.bits();
    const layer = bits & (layerCount - 1);
    const x = ((bits >> 8) / 2 ** 23) * edgeOf(layer);
    if (Math.abs(x) < edgeOf(layer + 1)) return x;
    if (layer === 0) return x < 0 ? -beyondTail(random) : beyondTail(random);
    const [low, high] = [density(edgeOf(layer)), density(edgeOf(layer + 1))];
    if (low + random.unit() * (high - low) < density(x)) return x;
  }
}

/** Returns a number beyond the tail's beginning, after Marsaglia (1964). */
function beyondTail(random: Sfc32): number {
  for (;;) {
    const x = -Math.log(random.unit()) / tail;
    if (-2 * Math.log(random.unit()) > x * x) return tail + x;
  }
}

/** The generator sfc32, with 128 bits of state. */
class Sfc32 {
  #a: number;
  #b = 0x9e3779b9 | 0;
  #c = 0x243f6a88;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** Returns 32 random bits as a signed number. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Returns a number above 0 and up to 1. */
  unit(): number {
    return ((this.bits() >>> 0) + 1) / 2 ** 32;
  }
}
