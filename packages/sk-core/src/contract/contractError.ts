/** The error of an op, a kernel or a plug-in that breaks the op contract: a bug of its author, not of its user. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
