/** The page of each backend, and the flags that give Chromium the device on a machine without a GPU. */

/** Flags for WebGPU by SwiftShader, without the extension whose zeroing of workgroup memory it is slow to compile. */
export const webgpuFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
];

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
    flags: webgpuFlags,
  },
} as const satisfies Record<string, Page>;
