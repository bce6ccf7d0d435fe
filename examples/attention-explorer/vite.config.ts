import { defineConfig } from 'vite';
import { digitFiles } from './scripts/digitFiles.ts';

/** Only a page with these may share memory between threads; without them wasm computes on one thread. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [digitFiles()],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 3500,
    // tfjs starts its threads with the text of a function, which must stay as it was written.
    rolldownOptions: { output: { minify: { compress: false, mangle: false, codegen: true } } },
  },
  server: { headers: isolation },
  preview: { headers: isolation, host: '127.0.0.1' },
});
