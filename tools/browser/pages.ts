/** The page of each backend, and the flags that give Chromium the device on a machine without a GPU. */

export interface Page {
  /** The script of the page, beside this file. */
  readonly script: string;
  /** Flags of Chromium. */
  readonly flags: readonly string[];
}

export const pages = {
  wasm: {
    script: 'wasmPage.ts',
    flags: ['--disable-gpu'],
  },
  webgl: {
    script: 'webglPage.ts',
    flags: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  },
  webgpu: {
    script: 'webgpuPage.ts',
    flags: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
  },
} as const satisfies Record<string, Page>;
