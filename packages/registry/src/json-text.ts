// JSON as text that comes out as it went in: a schema's `1.0` or a default of twenty digits must not change because a
// double passed by. Numbers that JavaScript would write otherwise stay what they were (`JSON.rawJSON`).
import { errors } from "./errors.ts";

export type Json = string | number | boolean | null | RawNumber | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}
/** A number in the digits of its text. */
export interface RawNumber {
  readonly rawJSON: string;
}

type Reviver = (key: string, value: Json, context: { readonly source?: string }) => Json;
// Node has them; the language library of the compiler does not know them yet.
const raw = JSON as unknown as {
  parse(text: string, reviver: Reviver): Json;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

const depthMost = 200;

export function parseJson(text: string): Json {
  checkDepth(text);
  try {
    return raw.parse(text, (_key, value, { source }) =>
      typeof value === "number" && source !== undefined && String(value) !== source ? raw.rawJSON(source) : value,
    );
  } catch (cause) {
    throw errors.schemaInvalid.with({ cause }, cause instanceof Error ? cause.message : String(cause));
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !raw.isRawJSON(value);
export const isNumber = (value: Json | undefined): value is number | RawNumber => typeof value === "number" || raw.isRawJSON(value);
export const numberOf = (value: number | RawNumber): number => (typeof value === "number" ? value : Number(value.rawJSON));

/** The same value with the names of every object in order. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name]!)]),
  );
}

/** What follows walks schemas by recursion: text that is nested deeper than any schema must not end the stack. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") {
      if (++depth > depthMost) throw errors.schemaInvalid(`it is nested deeper than ${depthMost} levels`);
    } else if (character === "}" || character === "]") depth--;
  }
}
