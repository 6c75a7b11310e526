// Writes src/generated/ from definitions/: `npm run generate`. The code is kept in git, so that it can be read and
// reviewed; a test fails when it is not what the definitions say.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./files.ts";

const folder = fileURLToPath(new URL("../src/generated/", import.meta.url));
const files = generatedFiles();

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(folder + name);
for (const [name, text] of files) writeFileSync(folder + name, text);
process.stdout.write(`${files.size} files in packages/kafka/src/generated\n`);
