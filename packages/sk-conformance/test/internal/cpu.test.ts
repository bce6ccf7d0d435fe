import '@tensorflow/tfjs-backend-cpu';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { partStep } from '../support/gridStep.js';

const cpu: BackendUnderTest = { backendName: 'cpu', provides: [], start: async () => {}, gridStep: partStep };
backendSuite(cpu);
contractSuite(cpu);
