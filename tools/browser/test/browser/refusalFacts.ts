/** The facts that a page finds out about numbers that are none. */
const lost = ['NaN', 'Infinity', '-Infinity'];

export const refusalFacts: readonly string[] = [
  ...lost.map((value) => `a file of weights that holds ${value} is refused by the name of the weight`),
  ...lost.map((value) => `a step on an image that holds ${value} changes no weight, velocity or average`),
  'a step whose loss is not finite changes no weight, velocity or average',
  'the step after them changes the weights again',
  ...lost.map((value) => `an image that holds ${value} is refused by the number of its image`),
  'a label of no class is refused by the number of its image',
];
