/** Until a release is out each README says so, with the way from a clone; afterwards none does. */
import { expect, it } from 'vitest';
import { isPublished, note, wrongAboutRelease } from '../published.js';
import { readmes } from '../readmes.js';

const published = isPublished();

it.each(readmes())(
  `$file ${published ? 'says nothing of clones' : 'says that nothing is published'}`,
  ({ text }) => {
    expect(wrongAboutRelease(text, published)).toBeUndefined();
  },
);

it('finds a README without the note before a release, and one that still has it or a part of it afterwards', () => {
  const wrapped = note.replaceAll(' in a ', '\nin a ');
  expect(wrongAboutRelease(`# sk-x\n\n${wrapped}\n`, false)).toBeUndefined();
  expect(wrongAboutRelease('# sk-x\n\nNot published yet.\n', false)).toMatch(
    /^does not say: Not published yet: run/,
  );
  expect(wrongAboutRelease('# sk-x\n', true)).toBeUndefined();
  for (const text of [wrapped, 'It is not published yet.']) {
    expect(wrongAboutRelease(text, true)).toBe('says that the packages are not published yet');
  }
});
