import { encodeUtf8 } from "@millrace/core";
import { expect, it } from "vitest";
import { murmur2, partitionOfKey } from "./partition.ts";

// Vectors of Apache Kafka's UtilsTest.testMurmur2.
const vectors: readonly [string, number][] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
];

it.each(vectors)("hashes %j as Kafka's clients do", (text, hash) => {
  expect(murmur2(encodeUtf8(text))).toBe(hash);
});

it("never gives a negative partition", () => {
  for (const [text] of vectors) expect(partitionOfKey(encodeUtf8(text), 7)).toBeGreaterThanOrEqual(0);
});
