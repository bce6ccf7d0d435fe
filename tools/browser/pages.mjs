/** The pages by backend, and the flags that give Chromium the device on a machine without a GPU. */

export const pages = {
  wasm: {
    script: 'wasmPage.ts',
    flags: ['--disable-gpu'],
    facts: [
      { name: 'run', isolated: false },
      { name: 'run', isolated: true },
    ],
    conformance: false,
  },
  webgl: {
    script: 'webglPage.ts',
    flags: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    facts: [{ name: 'training' }],
    conformance: true,
  },
  webgpu: {
    script: 'webgpuPage.ts',
    flags: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
    facts: [{ name: 'training' }],
    conformance: true,
  },
};
