#!/usr/bin/env node
// `millrace`: the entry. JavaScript, because Node would load its TypeScript compiler (30 ms) to read this one file: what
// is loaded from here on comes from the compile cache, types already stripped.
//
// `start` runs for weeks and should stay small, so it first replaces this process by one with memory settings that can
// only be given before a start (same process id, same terminal; some 25 ms). Everything else goes straight to the commands.
import { enableCompileCache } from "node:module";
import { join } from "node:path";

const settled = "MILLRACE_SETTLED";

// Beside the installed packages, so that what `npm install` compiled is there for the first start. In the environment,
// where threads and child processes find it too.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "millrace");

/**
 * glibc otherwise keeps an arena a thread and holds freed buffers of up to 32 MiB; V8 would let the young generation
 * grow to 3 × 16 MiB before it collects. With many short-lived megabyte buffers that is a hundred MB of nothing. It has
 * its size from the beginning, since a start that lets it grow collects thirty times on the way.
 */
function settleMemory() {
  if (process.argv[2] !== "start" || process.env[settled] !== undefined || process.platform === "win32" || process.execve === undefined)
    return;
  const flags = ["--min-semi-space-size=2", "--max-semi-space-size=2", ...process.execArgv];
  const environment = {
    MALLOC_ARENA_MAX: "2",
    MALLOC_MMAP_THRESHOLD_: "131072",
    MALLOC_TRIM_THRESHOLD_: "131072",
    // Large buffers in pages of 2 MiB: touching new memory costs a sixth, copying a third.
    GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
    // Syncs of many partitions share the file system's own commits, if they can be under way together.
    UV_THREADPOOL_SIZE: "16",
    ...process.env,
    [settled]: "yes",
  };
  process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)], environment);
}

settleMemory();
enableCompileCache();
await import("../src/resolution.ts");
await import("../src/program.ts");
