// The front door: start a platform in this process, and the types of its HTTP API.
export type * from "./api/types.ts";
export { startPlatform } from "./start.ts";
export type { Platform, PlatformOptions } from "./start.ts";
export type { KafkaTlsOptions } from "./kafka-port.ts";
