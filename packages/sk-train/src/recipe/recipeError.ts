/** Thrown for a recipe that cannot be followed; the message has one clause for each fault. */
export class RecipeError extends Error {
  override readonly name = 'RecipeError';
}
