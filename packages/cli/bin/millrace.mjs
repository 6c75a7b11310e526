#!/usr/bin/env node
// `millrace`: the entry. JavaScript, because Node would load its TypeScript compiler (30 ms) to read this one file: what
// is loaded from here on comes from the compile cache, types already stripped.
//
// `start` runs for weeks and should stay small, so it first replaces this process by one with settings that can
// only be given before a start (same process id, same terminal; some 25 ms). Everything else goes straight to the commands.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { processEnvironment, processFlags } from "./process-settings.mjs";

const settled = "MILLRACE_SETTLED";

// Beside the installed packages, so that what `npm install` compiled is there for the first start. In the environment,
// where threads and child processes find it too.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "millrace");

function settle() {
  if (process.argv[2] !== "start" || process.env[settled] !== undefined || process.platform === "win32" || process.execve === undefined)
    return;
  const flags = [...processFlags, ...process.execArgv];
  process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)], {
    ...processEnvironment,
    ...process.env,
    [settled]: "yes",
  });
}

settle();
enableCompileCache();
await import("../src/resolution.ts");
await import("../src/program.ts");
