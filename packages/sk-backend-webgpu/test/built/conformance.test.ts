/** The sources have passed every case: a part of them shows that the built package is the same. */
import { conformancePart } from '../support/conformancePart.js';

conformancePart({ grid: 1999, others: 499, nonFinite: 37, golden: 29 });
