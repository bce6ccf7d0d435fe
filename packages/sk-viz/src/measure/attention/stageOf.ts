/** The stage of a unit. */

/** Returns the first number in a unit's name: 2 of SK_2_3, layer2/0/conv2 and stage2_1; '' where there is none. */
export const stageOf = (unit: string): string => /\d+/.exec(unit)?.[0] ?? '';
