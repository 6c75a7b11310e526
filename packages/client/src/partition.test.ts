import { expect, it } from "vitest";
import { murmur2, partitionOf } from "./partition.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// Vectors of Apache Kafka's UtilsTest.testMurmur2.
it.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
])("hashes %j as Kafka's clients do", (text, hash) => {
  expect(murmur2(bytes(text))).toBe(hash);
  expect(partitionOf(bytes(text), 5)).toBe((hash & 0x7fff_ffff) % 5);
});
