/** Names and flags of the systems that a binding can be built on. */
import { BindingError } from '../node/binding/bindingError.js';

export interface Platform {
  readonly system: 'linux' | 'darwin';
  /** Whether a build was tried there. */
  readonly tried: boolean;
}

/** @throws BindingError on a system whose wheels have no library to link with */
export function buildPlatform(system: string = process.platform, arch: string = process.arch): Platform {
  if (system === 'linux' || system === 'darwin') {
    return { system, tried: system === 'linux' && arch === 'x64' };
  }
  throw new BindingError(
    `build: ${system} cannot be built for: its wheels of TensorFlow have no C library to link with; on Windows take WSL 2`,
  );
}

export const sharedLibraries = ({ system }: Platform): readonly [string, string] =>
  system === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Returns the flags that link a module of Node with the libraries in a folder, and let it find them there. */
export const linkFlags = (platform: Platform, folder: string): string[] =>
  platform.system === 'darwin'
    ? [
        '-bundle',
        '-undefined',
        'dynamic_lookup',
        ...sharedLibraries(platform).map((name) => `${folder}/${name}`),
        `-Wl,-rpath,${folder}`,
      ]
    : [
        '-shared',
        `-L${folder}`,
        ...sharedLibraries(platform).map((name) => `-l:${name}`),
        `-Wl,-rpath,${folder}`,
      ];
