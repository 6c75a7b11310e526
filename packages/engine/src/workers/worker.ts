// The entry of a worker thread. Node runs TypeScript as it is, but stripping types takes most of a thread's start and
// 15 MiB; where the process keeps a compile cache the thread uses it too, which has to be said before the first import.
import { enableCompileCache } from "node:module";
import { workerData } from "node:worker_threads";
import type { WorkerSettings } from "./protocol.ts";

const { compileCache } = workerData as WorkerSettings;
if (compileCache !== undefined) enableCompileCache(compileCache);
await import("./serve.ts");
