import '@tensorflow/tfjs-backend-cpu';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';

const cpu: BackendUnderTest = { backendName: 'cpu', provides: [], start: async () => {} };
backendSuite(cpu);
contractSuite(cpu);
