/** Fields of a recipe that have fields of their own. */
import { didYouMean } from 'sk-core';
import { type Faults, longestTold, mostTold } from './faults.js';
import { choice, type Field, shown } from './field.js';

/** A field for each of a type's, which the compiler compares with the type. */
export type FieldsOf<T> = { readonly [K in keyof T]-?: Field<T[K]> };

type Values = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param faultOf Returns what is wrong with fields that are right each for itself, where something is. */
export const record =
  <T>(fields: FieldsOf<T>, faultOf: (value: T) => string | undefined = () => undefined): Field<T> =>
  (value, place, faults) => {
    if (!isRecord(value)) {
      faults.add(place, `wants an object of ${Object.keys(fields).join(', ')}, got ${shown(value)}`);
      return undefined;
    }
    const before = faults.count;
    const read: Record<string, unknown> = {};
    for (const [name, field] of Object.entries<Field<unknown>>(fields)) {
      const own = field(value[name], place === '' ? name : `${place}.${name}`, faults);
      if (own !== undefined) read[name] = own;
    }
    refuseUnknown(value, fields, place, faults);
    if (faults.count > before) return undefined;
    const fault = faultOf(read as T);
    if (fault !== undefined) faults.add(place, fault);
    return read as T;
  };

type OfKind<T extends { readonly kind: string }> = {
  readonly [K in T['kind']]: FieldsOf<Omit<Extract<T, { readonly kind: K }>, 'kind'>>;
};

/** One of several kinds, each with fields of its own beside `kind`. */
export function kinds<T extends { readonly kind: string }>(tables: OfKind<T>): Field<T> {
  const names = Object.keys(tables);
  const kind = choice(names);
  const records = new Map(
    Object.entries<FieldsOf<Values>>(tables).map(([name, fields]) => [name, record({ kind, ...fields })]),
  );
  return (value, place, faults) => {
    const own = isRecord(value) ? records.get(String(value['kind'])) : undefined;
    if (own !== undefined) return own(value, place, faults) as T | undefined;
    if (isRecord(value)) kind(value['kind'], `${place}.kind`, faults);
    else faults.add(place, `wants an object with a kind (${names.join(', ')}), got ${shown(value)}`);
    return undefined;
  };
}

function refuseUnknown(value: Values, fields: object, place: string, faults: Faults): void {
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
  if (unknown.length === 0) return;
  const names = unknown.slice(0, mostTold).map((name) => name.slice(0, longestTold));
  const hints = names.map((name) => didYouMean(name, Object.keys(fields)));
  const rest = unknown.length > mostTold ? ` and ${unknown.length - mostTold} more` : '';
  const title = unknown.length === 1 ? 'Unrecognized key' : 'Unrecognized keys';
  faults.add(
    place,
    `${title}: ${names.map((name) => JSON.stringify(name)).join(', ')}${rest}${hints.join('')}`,
  );
}
