/** The figures of a row that are judged by the ceilings of a GPU. */
import { leastMs, movedBytes, type Rates } from '../work/least.js';
import type { Work } from '../work/work.js';

export interface CeilingFigures {
  /** Only of works on whole images of a batch: networks and the SK unit. */
  readonly imagesPerSecond?: number;
  /** 10^9 bytes a second of an op that multiplies nothing. */
  readonly gigabytes?: number;
  /** `gigabytes` over the rate of the quickest copy. */
  readonly ofCopy?: number;
  /** Least milliseconds of the work at the ceilings, by the cost functions. */
  readonly leastMs: number;
  /** `leastMs` over the time. */
  readonly ofLeast: number;
}

/** @param ceilings The best rates that any participant reached with a copy and with a matrix product */
export function ceilingFigures(work: Work, medianMs: number, ceilings: Rates): CeilingFigures {
  const least = leastMs(work, ceilings);
  const hasImages = work.kind === 'inference' || work.kind === 'trainStep' || work.kind === 'skUnit';
  const rate = work.kind === 'moving' ? movedBytes(work) / medianMs : undefined;
  return {
    ...(hasImages && { imagesPerSecond: (1000 * work.batch) / medianMs }),
    ...(rate !== undefined && { gigabytes: rate / 1e6, ofCopy: rate / ceilings.bytesPerMs }),
    leastMs: least,
    ofLeast: least / medianMs,
  };
}
