// Real .proto files (Google's common ones) as protoc compiled them: our reading of the text and of the descriptor is
// the same schema. Options of someone's own are left out: a descriptor made here has none.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { formatOf } from "@millrace/registry";
import { expect, it } from "vitest";
import { describeWith, python } from "../tools.ts";

describeWith({ programs: [python] }, "protoc", () => {
  it("compiled what we read", async () => {
    const program = join(import.meta.dirname, "registry", "descriptors.py");
    const ran = spawnSync(python, ["-W", "ignore", program], { encoding: "utf8", maxBuffer: 1 << 26 });
    const files = JSON.parse(ran.stdout) as Record<string, { readonly text: string; readonly descriptor: string }>;
    const format = await formatOf("PROTOBUF");
    const imported = (path: string, found = new Map<string, string>()): Map<string, string> => {
      for (const [, name] of files[path]!.text.matchAll(/^import (?:public |weak )?"([^"]+)";/gm)) {
        if (found.has(name!) || files[name!] === undefined) continue;
        found.set(name!, files[name!]!.text);
        imported(name!, found);
      }
      return found;
    };
    const differing: string[] = [];
    for (const [path, { text, descriptor }] of Object.entries(files)) {
      const references = [...imported(path)].map(([name, other]) => ({ name, text: other }));
      const ours = format.parse(text, references);
      expect(format.parse(ours.canonical, references).canonical, path).toBe(ours.canonical);
      const plain = format.parse(ours.formatted("serialized"), references).canonical;
      if (plain !== format.parse(descriptor, references).canonical) differing.push(path);
    }
    expect(differing).toEqual([]);
    expect(Object.keys(files).length, ran.stderr).toBeGreaterThan(40);
  });
});
