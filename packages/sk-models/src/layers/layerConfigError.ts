/** A setting of a layer that cannot be. */
export class LayerConfigError extends Error {
  override readonly name = 'LayerConfigError';

  /** @param what Layer and field, as in "SkConv2D 'unit': branches[1].dilation". */
  constructor(what: string, wanted: string, got: unknown) {
    super(`${what} wants ${wanted}, got ${show(got)}`);
  }
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
