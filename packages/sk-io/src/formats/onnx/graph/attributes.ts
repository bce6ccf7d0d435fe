/** Attributes of nodes with their types, since a number of JavaScript does not tell whether it is an integer. */
import { attributeTypes, type Message } from '../proto/schema.js';

type Attribute = Omit<Message<'AttributeProto'>, 'name'>;
export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (i: number): Attribute => ({ i, type: attributeTypes.int });
export const ints = (values: readonly number[]): Attribute => ({ ints: values, type: attributeTypes.ints });
export const float = (f: number): Attribute => ({ f, type: attributeTypes.float });
export const string = (s: string): Attribute => ({ s, type: attributeTypes.string });
