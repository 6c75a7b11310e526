// Which records someone wants to see, and from when to when.
import { decodeUtf8 } from "@millrace/core";
import type { Clock } from "@millrace/core";
import type { RecordReader } from "@millrace/log";
import { errors } from "../errors.ts";
import { pointInTime } from "../point-in-time.ts";
import type { Isolation } from "./shown.ts";
import { parseWhere, type WhereRecord } from "./where.ts";

export interface FilterQuery {
  /** A text that key or value hold. */
  readonly search?: string;
  /** The record's whole key. */
  readonly key?: string;
  readonly where?: string;
  /** Points in time. */
  readonly since?: string;
  readonly until?: string;
  /** Default: only what counts. */
  readonly isolation?: Isolation;
}

export interface RecordFilter {
  readonly isolation: Isolation;
  readonly sinceMs: number | undefined;
  /** Nothing at all is asked of a record. */
  readonly everything: boolean;
  matches(record: RecordReader): boolean;
}

function timeOf(text: string, clock: Clock): number {
  const ms = pointInTime(text, clock.now());
  if (ms === undefined) throw errors.timeUnreadable(text);
  return ms;
}

/** Throws `platform.filter-unreadable` or `platform.time-unreadable`. */
export function recordFilter(query: FilterQuery, clock: Clock): RecordFilter {
  const search = Buffer.from(query.search ?? "");
  const key = query.key === undefined ? undefined : Buffer.from(query.key);
  const where = parseWhere(query.where ?? "");
  const sinceMs = query.since === undefined ? undefined : timeOf(query.since, clock);
  const untilMs = query.until === undefined ? Infinity : timeOf(query.until, clock);
  return {
    isolation: query.isolation ?? "committed",
    sinceMs,
    everything: search.length === 0 && key === undefined && where === undefined && sinceMs === undefined && untilMs === Infinity,
    matches(record) {
      if (record.timestampMs >= untilMs || (sinceMs !== undefined && record.timestampMs < sinceMs)) return false;
      if (key !== undefined && !isKey(record, key)) return false;
      return holds(record, search) && (where === undefined || where(textsOf(record)));
    },
  };
}

const isKey = (record: RecordReader, key: Buffer): boolean => {
  const own = record.key();
  return own !== undefined && Buffer.compare(own, key) === 0;
};

function holds(record: RecordReader, search: Buffer): boolean {
  if (search.length === 0) return true;
  const { bytes, keyStart, keyLength, valueStart, valueLength } = record;
  const within = (start: number, length: number): boolean =>
    length > 0 && Buffer.from(bytes.buffer, bytes.byteOffset + start, length).includes(search);
  return within(valueStart, valueLength) || within(keyStart, keyLength);
}

const textsOf = (record: RecordReader): WhereRecord => {
  const [key, value] = [record.key(), record.value()];
  return { key: key === undefined ? null : decodeUtf8(key), value: value === undefined ? null : decodeUtf8(value) };
};
