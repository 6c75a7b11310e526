// The entry of the thread of compaction. Stripping types takes most of its start; where the process keeps a compile cache
// it uses it too, which has to be said before the first import.
import { enableCompileCache } from "node:module";
import { workerData } from "node:worker_threads";
import type { CleanerSettings } from "./cleaner-protocol.ts";

const { compileCache } = workerData as CleanerSettings;
if (compileCache !== undefined) enableCompileCache(compileCache);
await import("./cleaner-serve.ts");
