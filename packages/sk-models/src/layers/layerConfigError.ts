/** A setting of a layer that cannot be. */
export class LayerConfigError extends Error {
  override readonly name = 'LayerConfigError';

  /** @param what Layer and field, as in "SkConv2D 'unit': branches[1].dilation"; or, alone, the whole message. */
  constructor(what: string, ...[wanted, got]: [] | [wanted: string, got: unknown]) {
    super(wanted === undefined ? what : `${what} wants ${wanted}, got ${show(got)}`);
  }
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
