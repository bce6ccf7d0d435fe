/** The program that wrote a file. A browser cannot read package.json, so the version stands here; a test compares the two. */
export const producer = { name: 'sk-models', version: '1.0.0' } as const;
