// The README's examples run as they stand, each in a scope of its own, against a real Millrace.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripTypeScriptTypes } from "node:module";
import { startPlatform } from "@millrace/platform";
import type { Platform } from "@millrace/platform";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as client from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-readme-"));
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ dataFolder: folder, port: 0, kafkaPort: 0, workers: false });
  await platform.log.createTopic({ name: "clicks", partitions: 1 });
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
const examples = [...readme.matchAll(/^#+ (.+)$|```ts\n([\s\S]*?)```/gm)].reduce<{ title: string; code: string }[]>(
  (found, [, title, code]) => {
    if (title !== undefined) return [...found, { title, code: "" }];
    return [...found.slice(0, -1), { title: found.at(-1)!.title, code: code! }];
  },
  [],
);

type Run = (parts: { client: typeof client; url: string; console: { log(...parts: unknown[]): void } }) => Promise<void>;

async function runExample(code: string): Promise<unknown[][]> {
  const body = stripTypeScriptTypes(
    code.replaceAll(/import (\{.+?\}) from "@millrace\/client";/g, "const $1 = client;").replace(/^/, "async () => {\n") + "\n}",
  ).trim();
  const source = `export default ({ client, url, console }) => (${body})();`;
  const { default: run } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as { default: Run };
  const printed: unknown[][] = [];
  await run({ client, url: platform.url, console: { log: (...parts) => printed.push(parts) } });
  return printed;
}

const printed: Readonly<Record<string, unknown[][]>> = {
  Publish: [],
  Follow: [
    ["+I", "ada", "/home"],
    ["+I", "bob", "/cart"],
  ],
  "Ask once": [[2]],
};

it.each(Object.keys(printed))("runs the example under %s", async (title) => {
  const example = examples.find((entry) => entry.title === title);
  expect(await runExample(example!.code)).toEqual(printed[title]);
});

it("runs all examples", () => {
  expect(examples.filter((example) => example.code !== "").map((example) => example.title)).toEqual(Object.keys(printed));
});
