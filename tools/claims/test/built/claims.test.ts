/** What documents say of training commands is what the commands give, or is said to be of an older program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/workspaces.mjs';

interface Recorded {
  readonly figure: string;
  readonly commit?: string;
  readonly weights?: string;
  readonly recipe?: Readonly<Record<string, unknown>>;
  readonly losses?: readonly number[];
}
interface Claim {
  readonly id: string;
  readonly state: string;
  readonly documents: readonly string[];
  readonly command: string;
}
type State = Required<Pick<Recorded, 'weights' | 'recipe' | 'losses'>>;

const load = async (name: string) => await import(/* @vite-ignore */ `../../${name}.mjs`);
const { claims }: { claims: readonly Claim[] } = await load('claims');
const { stateNow }: { stateNow: (id: string) => State } = await load('recordedState');
const {
  faults,
}: {
  faults: (
    claim: Claim,
    recorded: Recorded,
    read: (path: string) => string,
    now: () => State,
  ) => readonly string[];
} = await load('judge');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const recordOf = ({ state }: Claim): Recorded => JSON.parse(read(state));

it.each(claims)('$id: its documents', (claim) => {
  expect(faults(claim, recordOf(claim), read, () => stateNow(claim.id))).toEqual([]);
});

describe('a change of what a result rests on', () => {
  const claim: Claim = { id: 'one', state: 'one.json', documents: ['a.md', 'b.md'], command: 'npm run one' };
  const now: State = { weights: 'abc', recipe: { epochs: 2 }, losses: [2.3, 2.1] };
  const recorded: Recorded = { figure: '90 %', ...now };
  const judge = (changes: Partial<Recorded>, document = 'It reaches 90 %.'): readonly string[] =>
    faults(
      claim,
      { ...recorded, ...changes },
      () => document,
      () => now,
    );

  it.each([
    [{ weights: 'abd' }, 'the initial weights'],
    [{ recipe: { epochs: 3 } }, 'the recipe'],
    [{ losses: [2.3, 2.2] }, 'the first losses'],
    [{ weights: 'abd', losses: [2.3] }, 'the initial weights and the first losses'],
  ])('%j is told with the documents and the command', (changes, what) => {
    expect(judge(changes)).toEqual([
      `a.md, b.md: ${what} of 'npm run one' have changed since it gave 90 %: run it again, or leave figure, made and the commit that made it in one.json and name the commit in the documents`,
    ]);
  });

  it('last digits of losses are not told', () => {
    expect(judge({ losses: [2.3001, 2.1] })).toEqual([]);
  });

  it('a document with another figure is told', () => {
    expect(judge({}, 'It reaches 91 %.')).toEqual([
      "a.md: lacks '90 %', which one.json has",
      "b.md: lacks '90 %', which one.json has",
    ]);
  });
});

describe('a result of an older program', () => {
  const claim: Claim = { id: 'one', state: 'one.json', documents: ['a.md'], command: 'npm run one' };
  const judge = (document: string): readonly string[] =>
    faults(
      claim,
      { figure: '90 %', commit: '1234567' },
      () => document,
      () => expect.unreachable(),
    );

  it('is named by its commit in each document', () => {
    expect(judge('90 %, made by commit 1234567')).toEqual([]);
    expect(judge('90 %')).toEqual(["a.md: lacks 'commit 1234567', which one.json has"]);
  });
});

it('a state has the recipe of the options, the initial weights, and losses that begin at those of a guess', () => {
  const first = stateNow('crops');
  expect(first.recipe).toMatchObject({
    ...JSON.parse(read('tools/findings/crops.json')),
    model: 'sknet_slim',
  });
  expect(first.weights).toMatch(/^[0-9a-f]{64}$/);
  expect(first.losses).toHaveLength(3);
  expect(first.losses[0]).toBeCloseTo(Math.log(10), 1);
});
