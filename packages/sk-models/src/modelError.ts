/** A mistake of a caller about models: an unknown name, a wrong size, a graph without SK units. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
