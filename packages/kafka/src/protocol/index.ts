// The codec alone, for clients and tools: nothing here opens a port.
export * from "../generated/index.ts";
export * from "./error-codes.ts";
export * from "./errors.ts";
export * from "./primitives.ts";
