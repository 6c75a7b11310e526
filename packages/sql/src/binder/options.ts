// WITH options: which there are, what values they take, and what they come to. An unknown name or value is refused,
// for an option that is silently ignored is a wrong answer later.
import { sqlErrors } from "../errors.ts";
import type { Option } from "../ast/statement.ts";
import type { TableDefinition } from "../plan/plan.ts";
import { codePoints } from "../types/properties.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { nearest } from "../suggest.ts";
import { durationMs } from "./table-scan.ts";

/** Undefined when the value is good, else what would be. */
type Check = (value: string) => string | undefined;

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value) ? undefined : `it is ${allowed.map((one) => `'${one}'`).join(" or ")}`;
const flag = oneOf("true", "false");
const anything: Check = () => undefined;
const duration: Check = (value) => (durationMs(value) === undefined ? "it is a duration such as '5 s' or '1 min'" : undefined);
const milliseconds: Check = (value) => (/^\d{1,15}$/.test(value) ? undefined : "it is a number of milliseconds since the epoch");
const character: Check = (value) => (codePoints(unescaped(value)) === 1 ? undefined : "it is one character");
const formats = oneOf("json", "csv", "raw");
const offsetsPattern = /^partition:\d+,offset:\d+(?:;partition:\d+,offset:\d+)*$/;
const offsets: Check = (value) => (offsetsPattern.test(value) ? undefined : "it is 'partition:0,offset:42;partition:1,offset:300'");

/** '\t' as written in SQL is a tab. */
export const unescaped = (value: string): string => value.replaceAll("\\t", "\t").replaceAll("\\n", "\n");

export const tableOptions: Readonly<Record<string, Check>> = {
  connector: oneOf("millrace", "kafka", "upsert-kafka"),
  topic: (value) =>
    /^[A-Za-z0-9._-]{1,249}$/.test(value) && value !== "." && value !== ".."
      ? undefined
      : "a topic's name has letters, digits, '.', '_' and '-', at most 249",
  format: formats,
  "value.format": formats,
  "key.format": oneOf("json", "raw"),
  "json.timestamp-format.standard": oneOf("SQL", "ISO-8601"),
  "json.ignore-parse-errors": flag,
  "json.fail-on-missing-field": flag,
  "csv.field-delimiter": character,
  "csv.quote-character": character,
  "csv.disable-quote-character": flag,
  "csv.allow-comments": flag,
  "csv.ignore-parse-errors": flag,
  "csv.null-literal": anything,
  "csv.escape-character": character,
  "raw.charset": oneOf("UTF-8"),
  "scan.startup.mode": oneOf("earliest-offset", "latest-offset", "group-offsets", "timestamp", "specific-offsets"),
  "scan.startup.timestamp-millis": milliseconds,
  "scan.startup.specific-offsets": offsets,
  "scan.bounded.mode": oneOf("unbounded", "latest-offset", "timestamp"),
  "scan.bounded.timestamp-millis": milliseconds,
  "scan.watermark.idle-timeout": duration,
  "scan.watermark.emit.strategy": oneOf("on-event"),
  "on-error": oneOf("fail", "dead-letter"),
};

const free = (key: string): boolean => key.startsWith("properties.");

/** Checked options by name, `value.format` for `format` and its prefixes included. */
export function checkOptions(context: BindContext, options: readonly Option[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { key, value } of options) {
    const name = key.value.replace(/^value\.(json|csv|raw)\./, "$1.");
    if (result[name] !== undefined) throw fail(context, key.span, sqlErrors.optionInvalid, key.value, value.value, "it is given twice");
    const check = Object.hasOwn(tableOptions, name) ? tableOptions[name] : undefined;
    if (check === undefined && !free(name)) {
      const suggestion = nearest(name, Object.keys(tableOptions));
      throw fail(
        context,
        key.span,
        sqlErrors.optionUnknown,
        key.value,
        suggestion === undefined
          ? `the options are ${Object.keys(tableOptions).join(", ")}, properties.*`
          : `did you mean '${suggestion}'?`,
      );
    }
    const expected = check?.(value.value);
    if (expected !== undefined) {
      const [allowed] = /'.*'/.exec(expected) ?? [];
      const suggestion =
        allowed === undefined
          ? undefined
          : nearest(
              value.value,
              [...expected.matchAll(/'([^']*)'/g)].map((match) => match[1]!),
            );
      throw fail(
        context,
        value.span,
        sqlErrors.optionInvalid,
        key.value,
        value.value,
        suggestion === undefined ? expected : `did you mean '${suggestion}'? ${expected}`,
      );
    }
    result[name] = value.value;
  }
  return result;
}

type Source = Pick<TableDefinition, "connector" | "topic" | "format" | "options" | "startup" | "bounded">;

/** What the options come to. `place` is for what is missing. */
export function resolveOptions(
  options: Readonly<Record<string, string>>,
  name: string,
  missing: (key: string, why: string) => Error,
): Source {
  const connector = (options["connector"] ?? "millrace") as Source["connector"];
  const format = options["format"] ?? options["value.format"] ?? "json";
  if (connector !== "millrace" && options["topic"] === undefined) throw missing("topic", `a table of '${connector}' names its topic`);
  return {
    connector,
    topic: options["topic"] ?? name,
    format: format as Source["format"],
    options,
    startup: startup(options, missing),
    bounded: bounded(options, missing),
  };
}

function startup(options: Readonly<Record<string, string>>, missing: (key: string, why: string) => Error): Source["startup"] {
  switch (options["scan.startup.mode"]) {
    case "latest-offset":
      return { kind: "latest" };
    case "group-offsets":
      return { kind: "committed" };
    case "timestamp": {
      const ms = options["scan.startup.timestamp-millis"];
      if (ms === undefined) throw missing("scan.startup.timestamp-millis", "'scan.startup.mode' is 'timestamp'");
      return { kind: "timestamp", ms: Number(ms) };
    }
    case "specific-offsets": {
      const text = options["scan.startup.specific-offsets"];
      if (text === undefined) throw missing("scan.startup.specific-offsets", "'scan.startup.mode' is 'specific-offsets'");
      const pairs = [...text.matchAll(/partition:(\d+),offset:(\d+)/g)].map((match) => [Number(match[1]), Number(match[2])] as const);
      return { kind: "offsets", offsets: Object.fromEntries(pairs) };
    }
    default:
      return { kind: "earliest" };
  }
}

function bounded(options: Readonly<Record<string, string>>, missing: (key: string, why: string) => Error): Source["bounded"] {
  switch (options["scan.bounded.mode"]) {
    case "latest-offset":
      return { kind: "latest" };
    case "timestamp": {
      const ms = options["scan.bounded.timestamp-millis"];
      if (ms === undefined) throw missing("scan.bounded.timestamp-millis", "'scan.bounded.mode' is 'timestamp'");
      return { kind: "timestamp", ms: Number(ms) };
    }
    default:
      return { kind: "unbounded" };
  }
}
