/** The option of commands that read a model: whether its weights may be NaN or infinite. */
import type { Command } from 'sk-io/command';

export interface FiniteOption {
  readonly allowNonFinite?: boolean;
}

/** Adds --allow-non-finite. */
export function addFiniteOption(command: Command): Command {
  return command.option('--allow-non-finite', 'take a model with weights that are NaN or infinite too');
}
