/** Registration of the kernels on import, for script tags: `import 'sk-backend-webgpu/auto'`. */
import { install } from './install.js';

install();
