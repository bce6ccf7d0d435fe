/** What callers of this package can get wrong about models: a name, a size, a graph without SK units. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
