// Whether a JSON value may be the default of a field. Bytes and fixed are strings of code points up to 255.
import { isNumber, isObject, numberOf } from "../json-text.ts";
import type { Json } from "../json-text.ts";
import type { AvroSchema } from "./schema.ts";

/** Undefined, or the end of a sentence that begins with the default: `is no int`. */
export function defaultFault(schema: AvroSchema, value: Json): string | undefined {
  return fits(schema, value)
    ? undefined
    : `is no ${schema.kind === "union" ? "branch of its union" : schema.kind}: ${JSON.stringify(value)}`;
}

const isWhole = (value: Json, bits: 32 | 64): boolean => {
  if (!isNumber(value)) return false;
  const digits = typeof value === "number" ? String(value) : value.rawJSON;
  if (!/^-?\d+$/.test(digits)) return false;
  return BigInt.asIntN(bits, BigInt(digits)) === BigInt(digits);
};

// A record whose field holds itself by default would never end.
const depthMost = 200;

function fits(schema: AvroSchema, value: Json, depth = 0): boolean {
  if (depth > depthMost) return false;

  switch (schema.kind) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "int":
      return isWhole(value, 32);
    case "long":
      return isWhole(value, 64);
    case "float":
    case "double":
      return isNumber(value) && Number.isFinite(numberOf(value));
    case "string":
    case "bytes":
    case "fixed":
    case "enum":
      return typeof value === "string";
    case "array":
      return Array.isArray(value) && (value as readonly Json[]).every((item) => fits(schema.items, item, depth + 1));
    case "map":
      return isObject(value) && Object.values(value).every((item) => fits(schema.values, item, depth + 1));
    case "union":
      return schema.branches.some((branch) => fits(branch, value, depth + 1));
    case "record":
      return (
        isObject(value) &&
        schema.fields.every((field) => {
          const given = Object.hasOwn(value, field.name) ? value[field.name] : field.default;
          return given !== undefined && fits(field.schema, given, depth + 1);
        })
      );
  }
}
