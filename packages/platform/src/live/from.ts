// Where a live query begins: "earliest", "latest", or a point in time.
import type { QuerySpec } from "@millrace/engine";
import { errors } from "../errors.ts";
import { pointInTime } from "../point-in-time.ts";

export function parseFrom(text: string | undefined, nowMs: number): QuerySpec["from"] {
  if (text === undefined || text === "earliest") return { kind: "earliest" };
  if (text === "latest") return { kind: "latest" };
  const ms = pointInTime(text, nowMs);
  if (ms === undefined) throw errors.fromUnreadable(text);
  return { kind: "timestamp", ms };
}
