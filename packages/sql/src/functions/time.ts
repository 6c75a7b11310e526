// Functions of dates and times. The calendar is ISO 8601's (proleptic Gregorian). A TIMESTAMP_LTZ is read in the time
// zone of the session (`timeZone` of the plan) wherever a field of the calendar is asked for; a TIMESTAMP is its own wall clock.
import { bigint, integer, isDatetime, isTimestamp, string, timestamp, timestampLtz, withNullable } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { either, family, parameters, takes } from "./signature.ts";
import type { FunctionDefinition } from "./signature.ts";

const { string: text, int, datetime } = parameters;
const dateType: SqlType = { kind: "DATE", nullable: true };

/** The units of EXTRACT; what each means stands in the description of `extract`. */
export const extractUnits = [
  "YEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "HOUR",
  "MINUTE",
  "SECOND",
  "MILLISECOND",
  "MICROSECOND",
  "NANOSECOND",
  "DOW",
  "ISODOW",
  "DOY",
  "ISOYEAR",
  "EPOCH",
  "DECADE",
  "CENTURY",
  "MILLENNIUM",
] as const;
/** Units of FLOOR, CEIL, TIMESTAMPADD and TIMESTAMPDIFF. */
export const truncationUnits = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND"] as const;

const part = (name: string, unit: string, aliases: readonly string[] = []) => ({
  id: "extract",
  name,
  aliases,
  signatures: [`${name}(DATE | TIMESTAMP)`],
  description: `EXTRACT(${unit} FROM time): in a plan \`extract\` with '${unit}'.`,
  infer: takes([datetime], bigint()),
});

const truncation: FunctionDefinition["infer"] = takes([datetime, text], (given) => given[0]);

/** TIMESTAMPADD: a DATE stays one while whole days are added. */
const added: FunctionDefinition["infer"] = (given) => {
  const [unit, count, time] = given;
  if (given.length !== 3 || unit === undefined || count === undefined || time === undefined) return undefined;
  const target = parameters.int(count.type);
  if (target === undefined || !isDatetime(time.type) || time.type.kind === "TIME") return undefined;
  const base = parameters.datetime(time.type);
  if (base === undefined) return undefined;
  const small = ["HOUR", "MINUTE", "SECOND", "MILLISECOND"].some((one) => one === unit.literal);
  const from = base.kind === "DATE" && small ? timestamp(3, base.nullable) : base;
  return { arguments: [string(false), target, from], result: withNullable(from, from.nullable || target.nullable) };
};

/** TIMESTAMPDIFF: both in one type; a DATE beside a TIMESTAMP becomes one. */
const difference: FunctionDefinition["infer"] = (given) => {
  const [unit, from, to] = given;
  if (given.length !== 3 || unit === undefined || from === undefined || to === undefined) return undefined;
  const [left, right] = [parameters.datetime(from.type), parameters.datetime(to.type)];
  if (left === undefined || right === undefined || left.kind === "TIME" || right.kind === "TIME") return undefined;
  const zoned = left.kind === "TIMESTAMP_LTZ" || right.kind === "TIMESTAMP_LTZ";
  const target = (type: SqlType): SqlType => (zoned ? timestampLtz(9, type.nullable) : timestamp(9, type.nullable));
  const fit = (type: SqlType): SqlType => (left.kind === right.kind ? type : target(type));
  return { arguments: [string(false), fit(left), fit(right)], result: integer(left.nullable || right.nullable) };
};

const clock = (
  name: string,
  type: SqlType,
): {
  readonly id: string;
  readonly name: string;
  readonly signatures: readonly string[];
  readonly description: string;
  readonly deterministic: false;
  readonly infer: FunctionDefinition["infer"];
} => ({
  id: name.toLowerCase(),
  name,
  signatures: [name],
  description: "The clock of the machine. Refused: outputs must be the same when a pipeline is replayed.",
  deterministic: false,
  infer: takes([], type, { neverNull: true }),
});

export const times = family("time", "scalar", [
  {
    id: "extract",
    name: "EXTRACT",
    signatures: ["EXTRACT(unit FROM time)"],
    description:
      "Arguments in a plan: the unit as a literal, the value. BIGINT. YEAR, QUARTER (1–4), MONTH, WEEK (ISO week), DAY of the month, HOUR, MINUTE, SECOND (whole), MILLISECOND, MICROSECOND and NANOSECOND within the second, DOW (1 = Sunday … 7), ISODOW (1 = Monday … 7), DOY (1–366), ISOYEAR, EPOCH (whole seconds since 1970 of the wall clock read as UTC; of a TIMESTAMP_LTZ: of the instant), DECADE (year / 10), CENTURY, MILLENNIUM. A DATE has only whole days, a TIME only HOUR and below.",
    infer: takes([text, datetime], bigint()),
  },
  part("YEAR", "YEAR"),
  part("QUARTER", "QUARTER"),
  part("MONTH", "MONTH"),
  part("WEEK", "WEEK"),
  part("DAYOFMONTH", "DAY"),
  part("DAYOFYEAR", "DOY"),
  part("DAYOFWEEK", "DOW"),
  part("HOUR", "HOUR"),
  part("MINUTE", "MINUTE"),
  part("SECOND", "SECOND"),
  {
    id: "floor_time",
    name: "FLOOR TO",
    signatures: ["FLOOR(time TO unit)"],
    description:
      "Arguments in a plan: the value, the unit as a literal. The beginning of the unit that the value lies in; a WEEK begins on Sunday. The value's type and precision. TIMESTAMP_LTZ: in the session's time zone.",
    infer: truncation,
  },
  {
    id: "ceil_time",
    name: "CEIL TO",
    signatures: ["CEIL(time TO unit)"],
    description: "As `floor_time`: the value itself when it is the beginning of a unit, else the beginning of the next.",
    infer: truncation,
  },
  {
    id: "timestampadd",
    name: "TIMESTAMPADD",
    signatures: ["TIMESTAMPADD(unit, INT, time)"],
    description:
      "Arguments: the unit as a literal (YEAR … MILLISECOND), how many, the value. Months as `plus_interval` does; QUARTER is 3 months, WEEK 7 days. The value's type (a DATE becomes TIMESTAMP(3) for HOUR and below).",
    infer: added,
  },
  {
    id: "timestampdiff",
    name: "TIMESTAMPDIFF",
    signatures: ["TIMESTAMPDIFF(unit, from time, to time)"],
    description:
      "Arguments: the unit as a literal, from, to. How many whole units lie between them, toward zero, negative when `to` is earlier. INT, wrapping. Months count when the day and time of the month are reached.",
    infer: difference,
  },
  {
    id: "date_format",
    name: "DATE_FORMAT",
    signatures: ["DATE_FORMAT(TIMESTAMP, format STRING)", "DATE_FORMAT(STRING, format STRING)"],
    description:
      "The time written by Java's DateTimeFormatter letters: y M d H h m s S a E D, quoted text in '…', '' for a quote. A STRING is read as a TIMESTAMP first (NULL when it is none). A format with another letter fails the row.",
    infer: either(
      takes([(given) => (isTimestamp(given) || given.kind === "DATE" ? datetime(given) : undefined), text], string(), {
        forceNullable: true,
      }),
      takes([text, text], string(), { forceNullable: true }),
    ),
  },
  {
    id: "to_timestamp",
    name: "TO_TIMESTAMP",
    signatures: ["TO_TIMESTAMP(STRING [, format STRING])"],
    description:
      "The string read as a TIMESTAMP(3) by the format ('yyyy-MM-dd HH:mm:ss' with an optional fraction when left out, or a date alone); NULL when it does not fit.",
    infer: takes([text, text], timestamp(3), { optional: 1, forceNullable: true }),
  },
  {
    id: "to_timestamp_ltz",
    name: "TO_TIMESTAMP_LTZ",
    signatures: ["TO_TIMESTAMP_LTZ(BIGINT [, precision INT])", "TO_TIMESTAMP_LTZ(STRING [, format STRING [, zone STRING]])"],
    description:
      "A number of seconds (precision 0) or milliseconds (3, and when left out) since the epoch as TIMESTAMP_LTZ(3); or a string read by the format (as TO_TIMESTAMP) in the zone ('UTC' when left out). NULL when it does not fit.",
    infer: either(
      takes([parameters.bigint, int], timestampLtz(3), { optional: 1, forceNullable: true }),
      takes([text, text, text], timestampLtz(3), { optional: 2, forceNullable: true }),
    ),
  },
  {
    id: "to_date",
    name: "TO_DATE",
    signatures: ["TO_DATE(STRING [, format STRING])"],
    description: "The string read as a DATE by the format ('yyyy-MM-dd' when left out); NULL when it does not fit.",
    infer: takes([text, text], dateType, { optional: 1, forceNullable: true }),
  },
  {
    id: "unix_timestamp",
    name: "UNIX_TIMESTAMP",
    signatures: ["UNIX_TIMESTAMP(STRING [, format STRING])"],
    description:
      "Seconds since the epoch, BIGINT, of the string read by the format ('yyyy-MM-dd HH:mm:ss' when left out) in the session's time zone; -9223372036854775808 when it does not fit.",
    infer: takes([text, text], bigint(), { optional: 1 }),
  },
  {
    id: "from_unixtime",
    name: "FROM_UNIXTIME",
    signatures: ["FROM_UNIXTIME(BIGINT [, format STRING])"],
    description: "Seconds since the epoch written by the format ('yyyy-MM-dd HH:mm:ss' when left out) in the session's time zone.",
    infer: takes([parameters.bigint, text], string(), { optional: 1 }),
  },
  {
    id: "convert_tz",
    name: "CONVERT_TZ",
    signatures: ["CONVERT_TZ(STRING, from STRING, to STRING)"],
    description: "The time 'yyyy-MM-dd HH:mm:ss' of one time zone written as the other's clock shows it; NULL when it does not fit.",
    infer: takes([text, text, text], string(), { forceNullable: true }),
  },
  clock("CURRENT_TIMESTAMP", timestampLtz(3)),
  clock("NOW", timestampLtz(3)),
  clock("CURRENT_ROW_TIMESTAMP", timestampLtz(3)),
  clock("LOCALTIMESTAMP", timestamp(3)),
  clock("CURRENT_DATE", dateType),
  clock("CURRENT_TIME", { kind: "TIME", precision: 0, nullable: true }),
  clock("LOCALTIME", { kind: "TIME", precision: 0, nullable: true }),
  clock("PROCTIME", timestampLtz(3)),
]);
