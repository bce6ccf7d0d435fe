import '@tensorflow/tfjs-backend-cpu';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { gridStep } from '../support/gridStep.js';

const cpu: BackendUnderTest = { backendName: 'cpu', provides: [], start: async () => {}, gridStep };
backendSuite(cpu);
contractSuite(cpu);
