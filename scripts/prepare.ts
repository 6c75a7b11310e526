// Runs after `npm install`: builds the console, so that `npm start` has a page to serve, and starts Millrace once for a
// moment, so that V8's compiled code is kept and the first start of a newcomer is as quick as the second. A failure is
// told, not fatal: everything but the page works without it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

const vite = join(root, "node_modules", "vite", "bin", "vite.js");
const built = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
  cwd: join(root, "packages", "console"),
  stdio: "inherit",
});
if (built.status !== 0) console.error("the console could not be built; `npm run prepare` tries again");

const data = mkdtempSync(join(tmpdir(), "millrace-prepare-"));
const main = join(root, "packages", "cli", "bin", "millrace.mjs");
const ports = ["--port", "0", "--kafka-port", "0"];
const millrace = spawn(process.execPath, [main, "start", "--data", data, "--example", "streaming-service", "--rate", "1", ...ports], {
  stdio: ["ignore", "pipe", "ignore"],
});
const ended = new Promise<void>((resolve) => {
  millrace.on("error", () => resolve());
  millrace.on("exit", () => resolve());
});
const limit = setTimeout(() => millrace.kill("SIGKILL"), 20_000);
let output = "";
millrace.stdout.on("data", (chunk: Buffer) => {
  output += chunk.toString();
  // The jobs' thread loads its part a little later.
  if (output.includes("flowing") && limit.hasRef()) {
    limit.unref();
    setTimeout(() => millrace.kill("SIGINT"), 1_500);
  }
});
await ended;
clearTimeout(limit);
rmSync(data, { recursive: true, force: true, maxRetries: 5 });
