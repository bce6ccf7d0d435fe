export interface Workspace {
  readonly path: string;
  readonly manifest: {
    readonly name: string;
    readonly private?: boolean;
    readonly scripts?: Readonly<Record<string, string>>;
    readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  };
}

export declare const root: string;
export declare function workspaces(): readonly Workspace[];
