/**
 * The figures that documents give for training commands. Beside each result lies its state: what the result rests on, as it
 * was when the result was made.
 */

const result = 'bench/results/cifar10.wasm.amd-epyc-2core.node20-tfjs4.22';
const slim = ['--model', 'sknet_slim', '--recipe', 'slim', '--epochs', '8', '--seed', '1'];
const findings = 'npm run findings -- --data cifar10';
const explorer = 'examples/attention-explorer';

/** `command` makes the result again; `options` are those of `sk-train fit` where the command is that or calls it. */
export const claims = [
  {
    id: 'quickstart',
    state: 'examples/quickstart/state.json',
    documents: ['README.md'],
    command: 'npm run quickstart',
  },
  {
    id: 'whole',
    state: 'docs/findings/whole.state.json',
    documents: ['docs/findings.md'],
    command: findings,
    options: slim,
  },
  {
    id: 'crops',
    state: 'docs/findings/crops.state.json',
    documents: ['docs/findings.md'],
    command: findings,
    options: ['--recipe', 'tools/findings/crops.json'],
  },
  {
    id: 'explorer',
    state: `${explorer}/cifar10.state.json`,
    documents: [`${explorer}/README.md`],
    command: `npx sk-train fit --data cifar10 ${slim.join(' ')} --backend wasm --out runs/whole`,
    options: slim,
  },
  {
    id: 'cifar10',
    state: `${result}.state.json`,
    documents: [`${result}.md`, 'README.md'],
    command: `npx sk-train fit --data cifar10 ${slim.join(' ')} --backend wasm --out runs/cifar10`,
    options: slim,
  },
];

export function claimOf(id) {
  const claim = claims.find((one) => one.id === id);
  if (claim === undefined) throw new Error(`${id}: the claims are ${claims.map((one) => one.id).join(', ')}`);
  return claim;
}
