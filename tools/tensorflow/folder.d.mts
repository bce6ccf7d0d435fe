interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what the program prints goes to standard error too. */
  readonly show?: boolean;
}
export declare function run(
  folder: string,
  program: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string>;
export declare function pack(into: string): Promise<void>;
export declare function install(folder: string, names: readonly string[]): Promise<void>;
export declare function bringTests(folder: string): Promise<void>;
export declare function test(
  folder: string,
  file: string,
  options?: RunOptions & { readonly node?: string },
): Promise<{ readonly passed: number; readonly printed: string }>;
