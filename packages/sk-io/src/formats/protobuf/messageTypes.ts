/** Types of messages as data, and the TypeScript types of the messages that follow from them. */
import type { Bytes } from './bytes.js';

/** Messages by name, each with its fields by name. */
export type MessageTypes = Readonly<Record<string, Readonly<Record<string, Field>>>>;

export interface Field {
  /** The number of the field. */
  readonly at: number;
  /** A scalar, or the name of a message. */
  readonly is: string;
  /** Whether the field repeats; numbers may be packed into one stretch of bytes. */
  readonly many?: true | 'packed';
}

interface Scalars<B> {
  readonly int32: number;
  readonly int64: number;
  readonly float: number;
  readonly double: number;
  readonly string: string;
  readonly bytes: B;
}

export type ScalarName = keyof Scalars<Bytes>;

/** A message of the type `N` of `T`, whose fields of bytes hold `B`. */
export type Message<T extends MessageTypes, N extends keyof T, B extends Bytes = Bytes> = {
  readonly [F in keyof T[N]]?: FieldValue<T, T[N][F], B>;
};

type FieldValue<T extends MessageTypes, F, B extends Bytes> = F extends {
  readonly many: true | 'packed';
  readonly is: infer I;
}
  ? readonly Single<T, I, B>[]
  : F extends { readonly is: infer I }
    ? Single<T, I, B>
    : never;

type Single<T extends MessageTypes, I, B extends Bytes> = I extends ScalarName
  ? Scalars<B>[I]
  : I extends keyof T
    ? Message<T, I, B>
    : never;
