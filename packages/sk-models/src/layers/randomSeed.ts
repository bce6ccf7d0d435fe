/** Returns a seed for a network that is built without one. */
export const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);
