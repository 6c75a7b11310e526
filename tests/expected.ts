// Answers that another database computed over the same data (tab-separated files beside the data), and the comparison
// with what a pipeline wrote to its topic. Rows are compared exactly, all of them, as sorted lines.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { repository, shared } from "./tools.ts";

/** How a field of a row becomes a field of the file. `time`: any ISO-8601 form becomes UTC with milliseconds. */
export type FieldForm = "plain" | "time";

export interface Answer {
  /** The file in `examples/<example>/` without `.sql`: the pipeline, and the topic that it writes. */
  readonly pipeline: string;
  /** The file in `../shared/data/<data>/expected/`. */
  readonly file: string;
  /** Columns of the file that are not answered, because no column of the pipeline can state them. */
  readonly without?: readonly string[];
  /** Columns of the file by another name in the topic. */
  readonly names?: Readonly<Record<string, string>>;
  readonly times?: readonly string[];
  /** The topic keeps one row for each key: its last. Else every record is a row. */
  readonly keyed: boolean;
}

const windowed = (name: string, more: Partial<Answer> = {}): Answer => ({
  pipeline: name,
  file: `${name}.tsv`,
  times: ["window_start", "window_end"],
  keyed: false,
  ...more,
});
const kept = (name: string, more: Partial<Answer> = {}): Answer => ({ pipeline: name, file: `${name}.tsv`, keyed: true, ...more });

export const wikipediaAnswers: readonly Answer[] = [
  kept("totals", { times: ["first_time", "last_time"] }),
  windowed("tumble_hour"),
  windowed("tumble_minute"),
  kept("channels"),
  kept("top_pages_day", { names: { rank: "place" } }),
  windowed("top_pages_hour", { names: { rank: "place" } }),
  windowed("hop_channels"),
  windowed("cumulate_hour_of_day"),
  windowed("sessions", { file: "sessions.tsv.gz" }),
  // How many gaps are exactly as long as a session's asks for the row before: OVER, which is not in this language yet.
  kept("sessions_total", { without: ["gaps_of_exactly_10_minutes"] }),
  kept("sessions_by_user_top"),
  kept("robots"),
  kept("robots_total"),
  kept("countries"),
  kept("nulls"),
  kept("scalar"),
  kept("first_edit_by_user", { file: "first_edit_by_user.tsv.gz", times: ["time"] }),
];

/** What asks for more of the language than this: the previous row (OVER) or a join. */
export const wikipediaLater = ["order.tsv", "over_last_hour_by_channel.tsv.gz", "interval_join.tsv"] as const;

const flights = (answer: Answer): Answer => ({ ...answer, pipeline: `flights_${answer.pipeline}` });

export const flightsAnswers: readonly Answer[] = [
  kept("totals", { times: ["first_scheduled", "last_scheduled", "first_departed", "last_departed"] }),
  windowed("tumble_hour", { file: "tumble_hour.tsv.gz" }),
  windowed("tumble_hour_bound_15_minutes", { file: "tumble_hour_bound_15_minutes.tsv.gz" }),
  windowed("tumble_hour_bound_4_hours", { file: "tumble_hour_bound_4_hours.tsv.gz" }),
  windowed("late_rows_bound_4_hours", { times: ["scheduled_at", "departed_at"] }),
  windowed("tumble_day_carrier"),
  windowed("hop_origin", { file: "hop_origin.tsv.gz" }),
  kept("sessions_by_plane", { times: ["first_start", "last_end"] }),
  kept("sessions_total", { without: ["gaps_of_exactly_24_hours", "sessions_if_an_exact_gap_opened_one"] }),
  kept("top_dests_month", { names: { rank: "place" } }),
].map(flights);

export const flightsLater = ["order.tsv", "out_of_order_histogram.tsv", "join_planes.tsv", "join_airlines.tsv"] as const;

/** late_totals.tsv: how many rows the hourly windows of each table drop. */
export const flightsLate = { flights_15_minutes: 10_273, flights_4_hours: 210, flights_26_hours: 0 } as const;

/** A row of a topic by column name, as JSON has it. */
export type TopicRow = Readonly<Record<string, unknown>>;

export interface TopicRecord {
  readonly key: string | null;
  /** Null deletes the key. */
  readonly value: TopicRow | null;
}

/** The rows that a topic says: of a keyed topic the last of each key, else every record. */
export function rowsOfTopic(records: readonly TopicRecord[], keyed: boolean): TopicRow[] {
  if (!keyed) return records.flatMap(({ value }) => (value === null ? [] : [value]));
  const last = new Map<string, TopicRow>();
  for (const { key, value } of records) {
    if (value === null) last.delete(key ?? "");
    else last.set(key ?? "", value);
  }
  return [...last.values()];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function readTable(path: string): Table {
  const bytes = readFileSync(path);
  const [header, ...lines] = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").replace(/\n$/, "").split("\n");
  return { columns: header!.split("\t"), rows: lines.map((line) => line.split("\t")) };
}

export const expectedTable = (data: "wikiticker" | "flights", file: string): Table =>
  readTable(join(shared, "data", data, "expected", file));

export const exampleSql = (example: "wikipedia" | "flights", file: string): string =>
  readFileSync(join(repository, "examples", example, `${file}.sql`), "utf8");

function fieldText(value: unknown, time: boolean): string {
  if (value === null || value === undefined) return "";
  const plain = typeof value === "string" ? value : `${value as number | boolean}`;
  if (!time) return plain;
  const text = plain.replace(" ", "T");
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`).toISOString();
}

/** Sentences about what differs; none when every row is equal. */
export function differencesFrom(answer: Answer, expected: Table, rows: readonly TopicRow[]): string[] {
  const asked = expected.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => answer.without?.includes(column) !== true);
  const wanted = expected.rows.map((row) => asked.map(({ index }) => row[index]!).join("\t")).sort();
  const given = rows
    .map((row) =>
      asked.map(({ column }) => fieldText(row[answer.names?.[column] ?? column], answer.times?.includes(column) === true)).join("\t"),
    )
    .sort();
  const found = wanted.length === given.length ? [] : [`${answer.file}: ${given.length} rows, not ${wanted.length}`];
  for (let index = 0; index < Math.max(wanted.length, given.length) && found.length < 5; index++) {
    if (wanted[index] !== given[index])
      found.push(`${answer.file}: line ${index + 1} is "${given[index] ?? ""}", not "${wanted[index] ?? ""}"`);
  }
  return found;
}
