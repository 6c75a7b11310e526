// Topics and positions of groups from one cluster to another.
export { mirrorErrors } from "./errors.ts";
export { Mirror, type MirrorHooks, type MirrorOptions, type MirrorTotals } from "./mirror.ts";
export type { GroupsCopied } from "./groups.ts";
export type { PlannedTopic } from "./plan.ts";
export type { VerifiedPartition, VerifiedPosition } from "./verify.ts";
