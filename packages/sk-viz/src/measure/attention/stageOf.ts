/** The stage of a unit by its name: the first number in it, as in SK_2_3, layer2/0/conv2 and stage2_1. */
export const stageOf = (unit: string): string => /\d+/.exec(unit)?.[0] ?? '';
