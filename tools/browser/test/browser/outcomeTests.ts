/** Tests of the claims that a page checks itself. */
import { beforeAll, describe, expect, it } from 'vitest';
import { callInPage, type PageCall } from '../../callInPage.js';
import type { Outcome } from '../../outcome.js';
import type { Page } from '../../pages.js';

/** Registers a test for each fact, and one that the page states no other. */
export function outcomeTests(title: string, page: Page, call: PageCall, facts: readonly string[]): void {
  describe(title, () => {
    let outcomes: readonly Outcome[] = [];
    beforeAll(async () => {
      ({ result: outcomes } = await callInPage<readonly Outcome[]>(page, call));
    });

    it.each(facts)('%s', (fact) => {
      expect(outcomes.find((outcome) => outcome.fact === fact)).toMatchObject({ holds: true });
    });

    it('the page states these facts and no other', () => {
      expect(outcomes.map(({ fact }) => fact)).toEqual(facts);
    });
  });
}
