export * from "./assert.ts";
export * from "./bytes.ts";
export * from "./clock.ts";
export * from "./errors.ts";
export * from "./lanes.ts";
export * from "./limits.ts";
export * from "./random.ts";
