import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { generatedFiles } from "../../scripts/files.ts";

const folder = fileURLToPath(new URL("../generated/", import.meta.url));

it("finds in src/generated what the definitions say", () => {
  const files = generatedFiles();
  expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) {
    const same = readFileSync(folder + name, "utf8") === text;
    expect(same, `${name} is not what the definitions say: run \`npm run generate\``).toBe(true);
  }
});
