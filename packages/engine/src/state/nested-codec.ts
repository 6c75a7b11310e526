// ARRAY, MAP and ROW values as bytes: JSON, with bigints as {"i": "…"} and bytes as {"b": [...]}. The slow, general way.
import { decodeUtf8, encodeUtf8 } from "@millrace/core";

export function encodeNested(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return { i: part.toString() };
    if (part instanceof Uint8Array) return { b: [...part] };
    if (typeof part === "number" && !Number.isFinite(part)) return { f: String(part) };
    return part;
  });
  return encodeUtf8(text);
}

export function decodeNested(source: Uint8Array, offset: number, length: number): unknown {
  return JSON.parse(decodeUtf8(source.subarray(offset, offset + length)), (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    if ("i" in part) return BigInt(String(part.i));
    if ("f" in part) return Number(part.f);
    if ("b" in part) return Uint8Array.from(part.b as number[]);
    return part;
  });
}
