// Functions of dates and times. A TIMESTAMP_LTZ is read in the session's time zone wherever a calendar field is asked for.
import { assert } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { js } from "../../codegen/code.ts";
import type { Code } from "../../codegen/code.ts";
import { groupOf } from "../cast.ts";
import type { Emitter } from "../emitter.ts";
import { rowErrors } from "../errors.ts";
import { register } from "../register.ts";
import type { Register } from "../register.ts";
import { dayMs, parseDate, parseTimestamp } from "../runtime/calendar.ts";
import { formatTime, parseFormatted } from "../runtime/format.ts";
import type { Int64 } from "../runtime/integer.ts";
import { addUnits, ceilUnit, extractUnit, floorUnit, unitsBetween } from "../runtime/time-units.ts";
import { zoneNamed } from "../runtime/zone.ts";
import { plain, typed } from "./emit.ts";
import type { EmitCall, FunctionTable } from "./emit.ts";

/** The wall clock in ms of a DATE, TIME, TIMESTAMP, or TIMESTAMP_LTZ in the session's zone. */
function wallClock(emitter: Emitter, input: Register): Code {
  switch (groupOf(input.type)) {
    case "date":
      return js`(${input.value} * ${dayMs})`;
    case "ltz":
      return js`(${input.value} + ${emitter.constant(zoneNamed(emitter.timeZone))}.offsetAt(${input.value}))`;
    default:
      return input.value;
  }
}

/** A wall clock back into the type that it came from. */
function fromWallClock(emitter: Emitter, type: SqlType, code: Code): Code {
  switch (groupOf(type)) {
    case "date":
      return js`Math.floor(${code} / ${dayMs})`;
    case "ltz":
      return js`${emitter.constant(zoneNamed(emitter.timeZone))}.toUtc(${code})`;
    default:
      return code;
  }
}

function unitOf(input: Register): string {
  assert(typeof input.constant === "string", "a unit of time is a literal");
  return input.constant;
}

const extract: EmitCall = (emitter, [unit, time], type) => {
  const name = unitOf(emitter.expression(unit!));
  const input = emitter.expression(time!);
  return emitter.strict(
    type,
    [input],
    () => js`${emitter.constant(extractUnit)}(${name}, ${wallClock(emitter, input)}, ${input.nanos ?? js`0`})`,
  );
};

const floorTime: EmitCall = (emitter, [time, unit], type) => {
  const input = emitter.expression(time!);
  const name = unitOf(emitter.expression(unit!));
  const wall = js`${emitter.constant(floorUnit)}(${name}, ${wallClock(emitter, input)})`;
  return emitter.strict(type, [input], () => fromWallClock(emitter, input.type, wall));
};

const ceilTime: EmitCall = (emitter, [time, unit], type) => {
  const input = emitter.expression(time!);
  const name = unitOf(emitter.expression(unit!));
  const exact = input.nanos === null ? js`true` : js`${input.nanos} === 0`;
  const wall = js`${emitter.constant(ceilUnit)}(${name}, ${wallClock(emitter, input)}, ${exact})`;
  return emitter.strict(type, [input], () => fromWallClock(emitter, input.type, wall));
};

const timestampAdd: EmitCall = (emitter, [unit, count, time], type) => {
  const name = unitOf(emitter.expression(unit!));
  const [amount, input] = [emitter.expression(count!), emitter.expression(time!)];
  // The instant is moved, months on the calendar of UTC, as `plus_interval` does.
  const wall = groupOf(input.type) === "date" ? js`(${input.value} * ${dayMs})` : input.value;
  const moved = js`${emitter.constant(addUnits)}(${name}, ${amount.value}, ${wall})`;
  const result = emitter.strict(type, [amount, input], () => (groupOf(type) === "date" ? js`Math.floor(${moved} / ${dayMs})` : moved));
  return register(type, result.value, result.isNull, groupOf(type) === "date" ? null : input.nanos);
};

const timestampDiff: EmitCall = (emitter, [unit, from, to], type) => {
  const name = unitOf(emitter.expression(unit!));
  const [first, second] = [emitter.expression(from!), emitter.expression(to!)];
  const between = emitter.constant(unitsBetween);
  const calendar = ["YEAR", "QUARTER", "MONTH"].includes(name);
  const ms = (input: Register): Code => (calendar || groupOf(input.type) === "date" ? wallClock(emitter, input) : input.value);
  return emitter.strict(type, [first, second], () => js`(${between}(${name}, ${ms(first)}, ${ms(second)}) | 0)`);
};

const defaultFormat = "yyyy-MM-dd HH:mm:ss";

const dateFormat: EmitCall = (emitter, [time, pattern], type) => {
  const [input, format] = [emitter.expression(time!), emitter.expression(pattern!)];
  emitter.canFail = true;
  if (groupOf(input.type) === "text") {
    const run = (text: string, by: string): string | null => {
      const parsed = parseTimestamp(text, 9);
      return parsed === null ? null : formatTime(parsed.ms, parsed.nanos, by);
    };
    return emitter.strict(type, [input, format], () => js`${emitter.constant(run)}(${input.value}, ${format.value})`, true);
  }
  return emitter.strict(
    type,
    [input, format],
    () => js`${emitter.constant(formatTime)}(${wallClock(emitter, input)}, ${input.nanos ?? js`0`}, ${format.value})`,
  );
};

function toTimestamp(text: string, format?: string): number | null {
  const parsed = format === undefined || format === defaultFormat ? parseTimestamp(text, 3) : parseFormatted(text, format);
  return parsed === null ? null : parsed.ms;
}

function toTimestampLtz(value: Int64 | string, second?: number | string, zone = "UTC"): number | null {
  if (typeof value === "string") {
    const local = toTimestamp(value, second as string | undefined);
    return local === null ? null : zoneNamed(zone).toUtc(local);
  }
  const unit = second ?? 3;
  if (unit !== 0 && unit !== 3) throw rowErrors.functionArgument("TO_TIMESTAMP_LTZ", `the precision is 0 or 3, not ${unit}`);
  const ms = Number(value) * (unit === 0 ? 1000 : 1);
  // Flink's bounds: the years 0000 to 9999.
  return ms >= -62_167_219_200_000 && ms <= 253_402_300_799_999 ? ms : null;
}

function toDate(text: string, format?: string): number | null {
  if (format === undefined) return parseDate(text);
  const parsed = parseFormatted(text, format);
  return parsed === null ? null : Math.floor(parsed.ms / dayMs);
}

const leastInt64 = -9223372036854775808n;

function convertTz(text: string, from: string, to: string): string | null {
  const parsed = parseTimestamp(text, 3);
  if (parsed === null) return null;
  const instant = zoneNamed(from).toUtc(parsed.ms);
  return formatTime(instant + zoneNamed(to).offsetAt(instant), 0, defaultFormat);
}

export const times: FunctionTable = {
  extract,
  floor_time: floorTime,
  ceil_time: ceilTime,
  timestampadd: timestampAdd,
  timestampdiff: timestampDiff,
  date_format: dateFormat,
  to_timestamp: plain(toTimestamp, { nullable: true }),
  to_timestamp_ltz: plain(toTimestampLtz, { nullable: true, fails: true }),
  to_date: plain(toDate, { nullable: true }),
  unix_timestamp: typed((_types, _type, emitter) => {
    const zone = zoneNamed(emitter.timeZone);
    return (text: string, format?: string) => {
      const local = toTimestamp(text, format);
      return local === null ? leastInt64 : Math.floor(zone.toUtc(local) / 1000);
    };
  }),
  from_unixtime: typed(
    (_types, _type, emitter) => {
      const zone = zoneNamed(emitter.timeZone);
      return (seconds: Int64, format = defaultFormat) => {
        const ms = Number(seconds) * 1000;
        return formatTime(ms + zone.offsetAt(ms), 0, format as string);
      };
    },
    { fails: true },
  ),
  convert_tz: plain(convertTz, { nullable: true, fails: true }),
};
