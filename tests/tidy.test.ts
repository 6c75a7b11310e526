import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  bannedCalls,
  documentFaults,
  errorCodes,
  layerViolations,
  layers,
  leftovers,
  longFiles,
  promisesWithoutTest,
  strangeTalk,
  untestedErrors,
  type SourceFile,
} from "./tidy.ts";
import { repository } from "./tools.ts";

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repository,
  encoding: "utf8",
  maxBuffer: 1 << 26,
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(repository, path)));
const read = (pattern: RegExp): SourceFile[] =>
  tracked.filter((path) => pattern.test(path)).map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
const code = read(/\.tsx?$/);
const documents = read(/\.md$/);

function frontDoors(): Set<string> {
  const doors = new Set<string>();
  for (const name of layers) {
    const manifest = JSON.parse(readFileSync(join(repository, "packages", name, "package.json"), "utf8")) as {
      exports: Record<string, unknown>;
    };
    for (const door of Object.keys(manifest.exports)) doors.add(`@millrace/${name}${door.slice(1)}`);
  }
  return doors;
}

describe("the tree", () => {
  it("keeps the order of its layers", () => expect(layerViolations(code, frontDoors())).toEqual([]));
  it("reads clock, randomness, disk and network only where that is said", () => expect(bannedCalls(code)).toEqual([]));
  it("has no file too long to read", () => expect(longFiles(code)).toEqual([]));
  it("has nothing left over", () => expect(leftovers(code)).toEqual([]));
  it("has a test for every error", () => {
    expect(errorCodes(code).length).toBeGreaterThan(20);
    expect(untestedErrors(code)).toEqual([]);
  });
  it("has documents with one title and links that lead somewhere", () =>
    expect(documentFaults(documents, (path) => existsSync(join(repository, path)))).toEqual([]));
  it("has a test for every promise", () => {
    const guarantees = documents.find(({ path }) => path === "docs/guarantees.md")!;
    expect(guarantees.text.match(/\.test\.ts › /g)!.length).toBeGreaterThan(20);
    expect(promisesWithoutTest(guarantees, code)).toEqual([]);
  });
  it("speaks of the project alone", () => expect(strangeTalk([...code, ...documents, ...read(/\.(sql|ya?ml|sh)$|^\.ci\//)])).toEqual([]));
});

describe("the checks", () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  it("see a wall that was crossed", () => {
    const doors = new Set(["@millrace/log", "@millrace/kafka", "@millrace/core"]);
    expect(layerViolations([file("packages/log/src/a.ts", 'import { x } from "@millrace/kafka";\n')], doors)).toEqual([
      "packages/log/src/a.ts: log may not import kafka, which stands below it",
    ]);
    expect(layerViolations([file("packages/kafka/src/a.ts", 'import { x } from "@millrace/log/src/port.ts";\n')], doors)).toHaveLength(1);
    expect(layerViolations([file("packages/kafka/src/a.ts", 'import { x } from "../../log/src/port.ts";\n')], doors)).toHaveLength(1);
    expect(
      layerViolations([file("packages/kafka/src/a.ts", 'import { x } from "@millrace/log";\nimport { y } from "./b.ts";\n')], doors),
    ).toEqual([]);
  });
  it("see a banned call, but not one in a comment", () => {
    expect(bannedCalls([file("packages/log/src/a.ts", "const t = Date.now();\n")])).toEqual([
      "packages/log/src/a.ts:1 uses Date.now; use Clock.now of core",
    ]);
    expect(bannedCalls([file("packages/log/src/a.ts", "// not Date.now() here\n")])).toEqual([]);
    expect(bannedCalls([file("packages/engine/src/scan/a.ts", 'new Function("x", "return x")\n')])).toHaveLength(1);
  });
  it("see a long file without a reason", () => {
    expect(longFiles([file("packages/a.ts", "\n".repeat(500))])).toHaveLength(1);
    expect(longFiles([file("packages/a.ts", `// Long because it is one table.\n${"\n".repeat(500)}`)])).toEqual([]);
    expect(longFiles([file("packages/a.ts", `// Long because it is one table.\n${"\n".repeat(900)}`)])).toHaveLength(1);
  });
  it("see an error without a test", () => {
    const table = file("packages/log/src/errors.ts", 'export const e = defineErrors("zz", {\n  fullStop: { message: () => `x` },\n});\n');
    expect(errorCodes([table])).toEqual(["zz.full-stop"]);
    expect(untestedErrors([table])).toEqual(["no test triggers zz.full-stop"]);
    expect(untestedErrors([table, file("packages/log/src/a.test.ts", '"zz.full-stop"')])).toEqual([]);
  });
  it("see a document without a title and a link into nothing", () => {
    expect(documentFaults([file("docs/a.md", "text [b](b.md)\n")], () => false)).toHaveLength(2);
    expect(documentFaults([file("docs/a.md", "# A\n```\n# not a title\n```\n[b](../b.md)\n")], (path) => path === "b.md")).toEqual([]);
  });
  it("see a promise without a test", () => {
    const test = file("a.test.ts", 'it("keeps it", () => 1);');
    const promises =
      "# P\n- **One.**\n  `a.test.ts › keeps it`\n- **Two.** no test\n- **Three.** `a.test.ts › loses it`, `b.test.ts › x`\n";
    expect(promisesWithoutTest(file("p.md", promises), [test])).toEqual([
      "p.md names no test for: **Two.** no test ",
      "p.md names a test that a.test.ts does not have: loses it",
      "p.md names b.test.ts, which is not there",
    ]);
  });
  it("see what is left over", () => expect(leftovers([file("packages/a.ts", "// TODO later\n")])).toHaveLength(1));
});
