export * from "./plan/plan.ts";
export * from "./statement.ts";
export * from "./types/type.ts";
