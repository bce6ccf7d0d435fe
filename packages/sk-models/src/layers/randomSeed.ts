/** For networks whose maker asks for no seed. */
export const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);
