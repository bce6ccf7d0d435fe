/** Who wrote a file. The version is that of package.json, which a browser cannot read; a test compares the two. */
export const producer = { name: 'sk-models', version: '1.0.0' } as const;
