/** Random numbers that follow from a seed (mulberry32). */

/** Returns a source of numbers. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least, most) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    /** Returns a whole number of a range, each as likely. */
    whole,
    /** Returns a whole number of a range, each order of magnitude as likely. */
    scaled: (least, most) =>
      Math.min(most, Math.floor((least + 1) * ((most + 2) / (least + 1)) ** next()) - 1),
    pick: (list) => list[whole(0, list.length - 1)],
  };
}

/** Returns a seed for a part of a run, so that each part can be repeated by itself. */
export function seedOf(seed, ...parts) {
  let hash = 2166136261 ^ seed;
  for (const character of parts.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return hash >>> 0;
}
