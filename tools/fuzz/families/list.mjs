/** Parts that files of several families are made of. */

/** Returns the text that many times, with commas between. */
export const list = (count, item) => {
  const parts = new Array(count);
  for (let i = 0; i < count; i++) parts[i] = typeof item === 'function' ? item(i) : item;
  return parts.join();
};
