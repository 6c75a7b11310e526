// Runs after `npm install`: builds the console, so that `npm start` has a page to serve. A failure is told, not
// fatal: everything but the page works without it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "packages", "console");
if (existsSync(join(folder, "index.html"))) {
  const vite = join(import.meta.dirname, "..", "node_modules", "vite", "bin", "vite.js");
  const built = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: folder, stdio: "inherit" });
  if (built.status !== 0) console.error("the console could not be built; `npm run prepare` tries again");
}
