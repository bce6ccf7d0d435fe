import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { isFull } from '../../../sk-conformance/test/support/gridStep.js';
import { guard, startOnAnyAdapter } from '../support/adapter.js';
import { conformancePart } from '../support/conformancePart.js';
import { provides } from '../support/provides.js';
import { writeReport } from '../support/report.js';

const under: BackendUnderTest = {
  backendName: 'webgpu',
  start: startOnAnyAdapter,
  provides,
  guard,
  onReport: writeReport,
};

// Every case takes minutes on a software adapter.
if (isFull) backendSuite(under);
else conformancePart({ grid: 193, others: 31, nonFinite: 37, golden: 11 });
contractSuite(under);
