/** `sk-train models`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';

const examples = `
Examples:
  sk-train models
  sk-train models 'sk*'
  sk-train models --paper
  sk-train models --paper --markdown > docs/paper-numbers.md
  sk-train models 'shufflenetv2*' --json

#P: trainable parameters; with stats: and running statistics of batch norms. MACs: multiply-adds of convolutions and fully
connected layers for one image; + attention: and channel-wise products of attention; + norm: instead, one for each output of
a batch norm. The paper's figures use each of these somewhere.`;

export function modelsCommand(): Command {
  return new Command('models')
    .description('list the networks by name, what they cost, and what the paper says they cost')
    .argument('[names]', "which: * stands for any letters, as in 'sknet*'", '*')
    .option('--paper', "print the paper's figures beside the computed ones, and which of them are reproduced")
    .option('--json', 'print the table as JSON')
    .option('--markdown', 'print the table as Markdown')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runModels));
}
