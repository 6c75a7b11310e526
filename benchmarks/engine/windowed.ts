// (a) Filter, then count and sum by country in windows of ten seconds, over JSON events read from the log: the engine on
// one thread beside the plain program, in turns, on the same log. Both must give the same groups.
import { systemClock, systemRandom } from "@millrace/core";
import type { LiveRow } from "@millrace/engine";
import { createLocalRuntime } from "@millrace/engine/local";
import { bindScript, type CatalogEntry, type QueryPlan, type TimestampValue } from "@millrace/sql";
import type { Log } from "@millrace/log";
import { temporaryFolder } from "../../tests/millrace.ts";
import { besideOf, median, type BenchmarkOptions, type Figure } from "../figures.ts";
import { logOfEvents, topic } from "./events.ts";
import { plainProgram, type Answer } from "./plain.ts";

const table = `CREATE TABLE events (event_time TIMESTAMP_LTZ(3), country STRING, event STRING, watched_ms BIGINT,
  WATERMARK FOR event_time AS event_time - INTERVAL '1' SECOND) WITH ('json.timestamp-format.standard' = 'ISO-8601')`;
const question = `SELECT window_start, country, COUNT(*) AS events, SUM(watched_ms) AS watched
  FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '10' SECOND)) WHERE event = 'watch' GROUP BY window_start, window_end, country`;

export async function engineBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const count = quick ? 50_000 : 1_000_000;
  const folder = temporaryFolder("bench-engine");
  const { log, bytes } = await logOfEvents(folder.path, count);
  try {
    const plan = bindQuery(`${table};\n${question}`);
    const engine: number[] = [];
    const plain: number[] = [];
    // Both warm up once; then in turns, so that a slow minute of the machine meets both.
    for (let round = 0; round < (quick ? 2 : 6); round++) {
      const ours = await engineRun(log, folder.path, plan);
      const theirs = await plainProgram(log, topic);
      assertEqual(ours, theirs);
      if (round > 0) {
        engine.push(ours.seconds);
        plain.push(theirs.seconds);
      }
    }
    const [ours, theirs] = [count / median(engine), count / median(plain)];
    const size = bytes / count;
    return [
      {
        benchmark: "engine",
        what: `filter + windowed group-by, JSON of ${size.toFixed(0)} bytes, one thread`,
        value: ours / 1e6,
        unit: "M events/s",
        beside: besideOf(ours / 1e6, "M events/s", [["JSON.parse + Map", theirs / 1e6]]),
      },
      { benchmark: "engine", what: "the same in bytes", value: (ours * size) / 1e6, unit: "MB/s" },
    ];
  } finally {
    await log.close();
    folder.remove();
  }
}

function bindQuery(text: string): QueryPlan {
  const entries = new Map<string, CatalogEntry>();
  const catalog = { entry: (name: string) => entries.get(name), names: () => [...entries.keys()], topics: () => [topic] };
  for (const statement of bindScript(text, catalog, { timeZone: "UTC", options: {} })) {
    if (statement.kind === "createTable") entries.set(statement.entry.name, statement.entry);
    if (statement.kind === "query") return statement.query;
  }
  throw new Error("the script has no query");
}

function engineRun(log: Log, folder: string, plan: QueryPlan): Promise<Answer> {
  const began = performance.now();
  const runtime = createLocalRuntime({ log, folder, clock: systemClock, random: systemRandom });
  const groups = new Map<string, readonly [number, number]>();
  return new Promise((resolve, reject) => {
    const query = runtime.query(
      { plan, from: { kind: "earliest" }, until: "end" },
      {
        schema: () => undefined,
        rows(rows: readonly LiveRow[]) {
          for (const [, start, country, events, watched] of rows)
            groups.set(`${(start as TimestampValue).ms}|${country as string}`, [Number(events), Number(watched)]);
          query.request(rows.length);
        },
        skipped: (rows) => reject(new Error(`${rows} rows were skipped`)),
        rejected: (rows, first) => reject(new Error(`${rows} rows were rejected: ${first.message}`)),
        progress: () => undefined,
        end(error) {
          const seconds = (performance.now() - began) / 1000;
          void runtime.close().then(() => (error === undefined ? resolve({ groups, seconds }) : reject(new Error(error.message))));
        },
      },
    );
    query.request(1_000_000);
  });
}

function assertEqual(ours: Answer, theirs: Answer): void {
  if (ours.groups.size !== theirs.groups.size)
    throw new Error(`the engine gives ${ours.groups.size} groups, the plain program ${theirs.groups.size}`);
  for (const [key, [events, watched]] of theirs.groups) {
    const group = ours.groups.get(key);
    if (group?.[0] !== events || group[1] !== watched)
      throw new Error(`${key}: the engine gives ${String(group)}, the plain program ${events},${watched}`);
  }
}
