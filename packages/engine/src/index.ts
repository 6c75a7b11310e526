export * from "./runtime.ts";
export { createRuntime, type RuntimeOptions } from "./workers/runtime.ts";
