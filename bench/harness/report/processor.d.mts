export function processorName(): string;
export function load(): number;
