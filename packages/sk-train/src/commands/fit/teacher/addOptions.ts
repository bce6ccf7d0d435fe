/** The options for learning from a teacher: their parsing and help. */
import { type Command, decimal } from 'sk-io/command';

/** Adds --teacher, --distill-alpha and --distill-temperature. */
export function addTeacherOptions(command: Command): Command {
  return command
    .option(
      '--teacher <run|folder|file|name>',
      'learn from the answers of this trained network too, which knows the same classes',
    )
    .option(
      '--distill-alpha <share>',
      "share of the teacher in the loss; the labels have the rest (default: the recipe's, or 0.9)",
      decimal(0, 1),
    )
    .option(
      '--distill-temperature <n>',
      "divides the logits of both before their softmax (default: the recipe's, or 4)",
      decimal(0),
    );
}
