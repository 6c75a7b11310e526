// A random value of a message, made from its definition (not from the generated code): what a version can carry, with
// nulls, empty arrays, the least and the greatest integers, and text of several lengths and scripts.
import type { Random } from "@millrace/core";
import { type Field, includes, type Scalar, type Struct } from "./model.ts";

export type Value = Record<string, unknown>;

const texts = ["", "a", "topic-1", "größe", "日本", '😀 " \\ \n', "x".repeat(127), "y".repeat(300)];

const integers: Partial<Record<Scalar, readonly [least: number, greatest: number]>> = {
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

function integer([least, greatest]: readonly [number, number], random: Random): number {
  const choice = random.below(8);
  if (choice === 0) return least;
  if (choice === 1) return greatest;
  const size = Math.floor(random.next() * 2 ** random.below(Math.ceil(Math.log2(greatest)) + 1));
  return least < 0 && random.below(2) === 1 ? -size || 0 : size;
}

export function scalarValue(scalar: Scalar, random: Random): unknown {
  const range = integers[scalar];
  if (range !== undefined) return integer(range, random);
  if (scalar === "bool") return random.below(2) === 1;
  if (scalar === "float64") return (random.next() - 0.5) * 1e6;
  if (scalar === "string") return texts[random.below(texts.length)];
  const bytes = random.uuidBytes();
  return scalar === "uuid" ? bytes : bytes.subarray(0, random.below(17));
}

export const isTaggedStruct = ({ tag, struct, array }: Field): boolean => tag !== undefined && struct !== undefined && !array;

export function randomValue(struct: Struct, version: number, random: Random): Value {
  const value: Value = {};
  for (const field of struct.fields) {
    const nullable = includes(field.nullable, version) || isTaggedStruct(field);
    const one = (): unknown => (field.struct ? randomValue(field.struct, version, random) : scalarValue(field.scalar!, random));
    if (nullable && random.below(4) === 0) value[field.name] = null;
    else value[field.name] = field.array ? Array.from({ length: random.below(4) }, one) : one();
  }
  return value;
}
