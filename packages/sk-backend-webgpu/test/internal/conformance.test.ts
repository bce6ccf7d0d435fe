import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { gridStep } from '../../../sk-conformance/test/support/gridStep.js';
import { guard, startOnAnyAdapter } from '../support/adapter.js';
import { provides } from '../support/provides.js';
import { writeReport } from '../support/report.js';

const under: BackendUnderTest = {
  backendName: 'webgpu',
  start: startOnAnyAdapter,
  provides,
  guard,
  gridStep,
  onReport: writeReport,
};

backendSuite(under);
contractSuite(under);
