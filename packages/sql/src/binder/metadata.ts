// Metadata that a record has beside its value: the keys of METADATA FROM.
import type { ScanField } from "../plan/plan.ts";
import { bigint, integer, string, timestampLtz } from "../types/properties.ts";
import type { SqlType, SqlTypeKind } from "../types/type.ts";

type Key = Extract<ScanField, { readonly kind: "metadata" }>["key"];

export interface MetadataKey {
  readonly key: Key;
  readonly header?: string;
  readonly type: SqlType;
  /** Further kinds of types that the engine reads it as by itself. */
  readonly kinds?: readonly SqlTypeKind[];
  /** Whether a sink can write it. */
  readonly writable: boolean;
  /** Ours, not for METADATA FROM. */
  readonly internal?: boolean;
}

export const metadataKeys: Readonly<Record<string, MetadataKey>> = {
  timestamp: { key: "timestamp", type: timestampLtz(3, false), writable: true },
  offset: { key: "offset", type: bigint(false), writable: false },
  partition: { key: "partition", type: integer(false), writable: false },
  topic: { key: "topic", type: string(false), writable: false },
  key: { key: "key", type: string(), kinds: ["VARBINARY", "BINARY", "VARCHAR", "CHAR"], writable: true },
  "timestamp-type": { key: "timestamp-type", type: string(false), writable: false },
  "late.processor": { key: "headers", header: "millrace.processor", type: string(), writable: false, internal: true },
  "late.window-end": { key: "headers", header: "millrace.window-end", type: timestampLtz(3), writable: false, internal: true },
  // Of a late row: where its record stood in the table's own topic, not where it stands among the late ones.
  "late.offset": { key: "headers", header: "millrace.offset", type: bigint(false), writable: false, internal: true },
  "late.partition": { key: "headers", header: "millrace.partition", type: integer(false), writable: false, internal: true },
  "rejected.reason": { key: "headers", header: "millrace.reason", type: string(), writable: false, internal: true },
};

export const declaredMetadataKeys = (): string[] => Object.keys(metadataKeys).filter((key) => metadataKeys[key]!.internal !== true);
