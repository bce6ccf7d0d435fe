/** A group of tests that use one tab of the attention explorer, one after the other. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisit, type Visit } from '../../../explorer/visit.js';

export interface Explorer {
  /** The tab; undefined before the first test. */
  readonly tab: Page;
  readonly home: string;
}

/** Registers the tests, and two that the page threw no error and asked for nothing outside of it. */
export function describeExplorer(title: string, register: (explorer: Explorer) => void): void {
  describe(`the attention explorer: ${title}`, () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await openVisit();
    });
    afterAll(() => visit?.close());

    register({
      get tab() {
        return visit.tab;
      },
      get home() {
        return visit.home;
      },
    });

    it('no error was thrown in the page', () => {
      expect(visit.errors).toEqual([]);
    });

    it('no request left the page', () => {
      expect(visit.strangers()).toEqual([]);
    });
  });
}
