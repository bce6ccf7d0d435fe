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
edges[1] = tail;
for (let i = 2; i < layerCount; i += 1) {
  const before = edges[i - 1] as number;
  edges[i] = Math.sqrt(-2 * Math.log(area / before + density(before)));
}

/** @param seed The lowest 32 bits of its whole part count. @returns Mean 0, standard deviation `stddev`. */
export function normalNumbers(count: number, stddev: number, seed: number): Float32Array {
  const random = new Random(seed);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = stddev * standardNormal(random);
  return values;
}

function standardNormal(random: Random): number {
  for (;;) {
    const bits = random.bits();
    const layer = bits & (layerCount - 1);
    const x = ((bits >> 8) / 2 ** 23) * (edges[layer] as number);
    if (Math.abs(x) < (edges[layer + 1] as number)) return x;
    if (layer === 0) return x < 0 ? -beyondTail(random) : beyondTail(random);
    const [low, high] = [density(edges[layer] as number), density(edges[layer + 1] as number)];
    if (low + random.unit() * (high - low) < density(x)) return x;
  }
}

/** Marsaglia (1964). */
function beyondTail(random: Random): number {
  for (;;) {
    const x = -Math.log(random.unit()) / tail;
    if (-2 * Math.log(random.unit()) > x * x) return tail + x;
  }
}

/** sfc32: 128 bits of state. */
class Random {
  #a: number;
  #b = 0x9e3779b9 | 0;
  #c = 0x243f6a88;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let i = 0; i < 15; i += 1) this.bits();
  }

  /** 32 random bits, as a signed number. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Above 0, up to 1. */
  unit(): number {
    return ((this.bits() >>> 0) + 1) / 2 ** 32;
  }
}
