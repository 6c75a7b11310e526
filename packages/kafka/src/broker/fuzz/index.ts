// For the soak and the benchmarks of hostile clients.
export type { HostileFrame } from "./frames.ts";
export { fuzzPort, type FuzzResult } from "./fuzz.ts";
export { fetchFrom, produce, tidyUp } from "./honest.ts";
export { connectTo, fuzzListeners, fuzzSettings, type FuzzTarget, isClientsFault, prepareBroker } from "./peers.ts";
export { type Stall, StallWatch } from "./stalls.ts";
