// Where a live query begins: "earliest", "latest", an ISO time, or "-5m" before now.
import type { QuerySpec } from "@millrace/engine";
import { errors } from "../errors.ts";

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function parseFrom(text: string | undefined, nowMs: number): QuerySpec["from"] {
  if (text === undefined || text === "earliest") return { kind: "earliest" };
  if (text === "latest") return { kind: "latest" };
  const ago = /^-(\d{1,9})\s*(ms|s|m|h|d)$/.exec(text);
  if (ago !== null) return { kind: "timestamp", ms: nowMs - Number(ago[1]) * unitMs[ago[2]!]! };
  // A time without a zone is UTC, as everywhere here.
  const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const ms = iso === null ? Number.NaN : Date.parse(iso[1] === undefined || iso[4] !== undefined ? text : `${text.replace(" ", "T")}Z`);
  if (Number.isNaN(ms)) throw errors.fromUnreadable(text);
  return { kind: "timestamp", ms };
}
