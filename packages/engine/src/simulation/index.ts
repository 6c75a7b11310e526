export { crashRun, type CrashRunResult } from "./crash-run.ts";
