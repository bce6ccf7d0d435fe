import '@tensorflow/tfjs-backend-cpu';
import { backendSuite } from 'sk-conformance';

backendSuite({ backendName: 'cpu', provides: [], start: async () => {} });
