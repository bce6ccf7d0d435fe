import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { guard, startOnAnyAdapter } from './support/adapter.js';
import { provides } from './support/provides.js';
import { writeReport } from './support/report.js';

/** The built package is the same code: a part of the grid shows that it arrived. 7 divides none of the grid's axes. */
const whole = process.env['SK_TEST_BUILT'] !== '1';

const under: BackendUnderTest = {
  backendName: 'webgpu',
  start: startOnAnyAdapter,
  provides,
  guard,
  ...(whole ? { onReport: writeReport } : { gridStep: 7 }),
};

backendSuite(under);
contractSuite(under);
