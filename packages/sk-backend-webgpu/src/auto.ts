/** For script tags: `import 'sk-backend-webgpu/auto'` registers the kernels at once. */
import { install } from './install.js';

install();
