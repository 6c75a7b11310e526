// Deliberate bugs that no longer fit the sources would prove nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mutants } from "./mutants.ts";

const root = join(import.meta.dirname, "../..");

it.each(mutants)("has a place in the sources where $name", ({ file, find, replace }) => {
  const pieces = readFileSync(join(root, file), "utf8").split(find);
  expect(pieces.length, `"${find}" stands in ${file} so many times, and one more`).toBe(2);
  expect(replace).not.toBe(find);
});
