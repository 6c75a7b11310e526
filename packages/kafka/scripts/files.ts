// What src/generated/ must hold: file name → text. The generator writes it, a test compares it.
import { apis, messages } from "../definitions/index.ts";
import { emitFile } from "./emit.ts";
import { type Api, makeApi, makeMessage } from "./model.ts";

const kebab = (name: string): string => name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const fileName = (api: Api): string => `${String(api.key).padStart(2, "0")}-${kebab(api.name)}.ts`;

function indexFile(all: readonly Api[]): string {
  const lines = ["// Made by scripts/generate.ts; change definitions/, then run `npm run generate`."];
  for (const api of all) {
    const codecs = ["Request", "Response"].flatMap((side) => [`decode${api.name}${side}`, `encode${api.name}${side}`]);
    lines.push(`import { ${codecs.join(", ")} } from "./${fileName(api)}";`);
  }
  lines.push("", 'export * from "./messages.ts";');
  for (const api of all) lines.push(`export * from "./${fileName(api)}";`);
  lines.push("", "/** Every API that the codec knows, in the order of the keys. */", "export const apis = [");
  for (const api of all) {
    lines.push("  {", `    key: ${api.key},`, `    name: "${api.name}",`, `    minVersion: ${api.versions.from},`);
    lines.push(`    maxVersion: ${api.versions.to},`, `    flexibleFrom: ${api.flexible},`);
    lines.push(`    decodeRequest: decode${api.name}Request,`, `    encodeRequest: encode${api.name}Request,`);
    lines.push(`    decodeResponse: decode${api.name}Response,`, `    encodeResponse: encode${api.name}Response,`, "  },");
  }
  return [...lines, "] as const;", ""].join("\n");
}

export function generatedFiles(): Map<string, string> {
  const all = apis.map(makeApi);
  const files = new Map<string, string>();
  for (const api of all) files.set(fileName(api), emitFile(fileName(api), [api.request, api.response]));
  files.set("messages.ts", emitFile("messages.ts", messages.map(makeMessage)));
  files.set("index.ts", indexFile(all));
  return files;
}
