/** The class of a sample, as a member of a shard says it. */
import { parseUntrusted } from '../tfjs/parseUntrusted.js';

/** A member of more bytes says no class: 64 KiB. */
export const maxLabelBytes: number = 64 * 2 ** 10;

/** Letters of the name of a class. */
const mostLetters = 1000;

/** Fields of a sample's JSON that hold its class, the first of them that is there. */
const fields = ['cls', 'label', 'class', 'class_id', 'class_name'] as const;

/** Returns the class in a member of text: an index or a name; undefined where it has none. */
export function textLabel(content: Uint8Array): number | string | undefined {
  return labelOf(new TextDecoder().decode(content).trim());
}

/** Returns the class in a member of JSON; undefined where it has none. */
export function jsonLabel(content: Uint8Array): number | string | undefined {
  try {
    const value = parseUntrusted(new TextDecoder().decode(content), 'a sample');
    if (typeof value !== 'object' || value === null) return labelOf(value);
    const found = fields.find((field) => Object.hasOwn(value, field));
    return found && labelOf((value as Record<string, unknown>)[found]);
  } catch {
    return undefined;
  }
}

/** Returns a class that is given as a number or a text; undefined for anything else. */
export function labelOf(value: unknown): number | string | undefined {
  if (typeof value === 'number') return isIndex(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (!/^\d+$/.test(value)) return nameLabel(value);
  return isIndex(Number(value)) ? Number(value) : undefined;
}

/** Returns a text as the name of a class, also one of digits alone; undefined for a text that is no name. */
export function nameLabel(value: string): string | undefined {
  if (value === '' || value.length > mostLetters || /[\r\n\0]/.test(value)) return undefined;
  return value.normalize('NFC');
}

/** Indices of classes are below a million. */
const isIndex = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 1_000_000;
