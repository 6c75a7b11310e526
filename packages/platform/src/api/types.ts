// The HTTP API's bodies, as the console, the CLI and the client see them. The routes (../http/) hold the typebox
// schemas that check requests; a type test holds the two together. SQL values in JSON: BIGINT a number while within
// ±2^53, else a string; DECIMAL a string; times as Flink prints them ("2024-02-29 12:34:56.789", LTZ with "Z");
// bytes base64; the rest as JSON has them.
import type { ErrorJson } from "@millrace/core";
export type * from "./access.ts";

/** Every failure: `{ "error": … }` with a fitting status. */
export interface ErrorBody {
  readonly error: ErrorJson;
}

// GET /health
export interface Health {
  readonly status: "ok" | "starting" | "failed";
  readonly version: string;
  readonly uptimeMs: number;
  readonly dataFolder: string;
  readonly kafka: { readonly host: string; readonly port: number };
  readonly clusterId: string;
  readonly rssBytes: number;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly severity: "warning" | "error";
  readonly subject: string;
  readonly message: string;
  readonly hint?: string;
}

/** Rates per second, newest last, one value a second for the last 120 s; nulls before the start. */
export type Sparkline = readonly (number | null)[];

// GET /topics, GET /topics/{name}
export interface TopicSummary {
  readonly name: string;
  readonly partitions: number;
  readonly records: number;
  readonly bytes: number;
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly rate: Sparkline;
  readonly internal: boolean;
  /** Processors that read and write it. */
  readonly readBy: readonly string[];
  readonly writtenBy: readonly string[];
}

export interface TopicDetail extends TopicSummary {
  readonly config: readonly {
    readonly name: string;
    readonly value: string;
    readonly isDefault: boolean;
    readonly description: string;
  }[];
  /** Of all partitions; 0 of a topic that is not tiered. */
  readonly remoteBytes: number;
  /** `stable`: open transactions may still take back what stands from there on. */
  readonly offsets: readonly {
    readonly partition: number;
    readonly start: number;
    readonly end: number;
    readonly stable: number;
    /** On the local disk, and in the object store: what is in both counts in both. */
    readonly bytes: number;
    readonly remoteBytes: number;
  }[];
  /** Guessed from the newest records; null when they are not JSON objects. */
  readonly guessedColumns:
    | readonly { readonly name: string; readonly type: string; readonly nullable: boolean; readonly example: unknown }[]
    | null;
  /** A CREATE TABLE statement made from the guess. */
  readonly suggestedTable: string | null;
  readonly tables: readonly string[];
}

// POST /topics
export interface CreateTopicBody {
  readonly name: string;
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
}

// PATCH /topics/{name}: replaces the topic's own settings; `partitions` may only grow.
export interface ConfigureTopicBody {
  readonly config: Readonly<Record<string, string>>;
  readonly partitions?: number;
}

// POST /topics/{name}/records
export interface PublishBody {
  readonly records: readonly PublishRecord[];
  /** All records go to this partition; needed with `producer`. Otherwise by key hash (murmur2, as Kafka's clients). */
  readonly partition?: number;
  /** Makes a repeated request harmless: ids from POST /producers, `sequence` counts records by topic and partition. */
  readonly producer?: { readonly id: number; readonly epoch: number; readonly sequence: number };
}
export interface PublishRecord {
  readonly key?: string | null;
  /** A string goes as it is, anything else as JSON; null is a tombstone. */
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestampMs?: number;
}
export interface PublishAnswer {
  readonly count: number;
  readonly offsets: readonly { readonly partition: number; readonly baseOffset: number; readonly count: number }[];
  readonly duplicate: boolean;
}
// POST /producers
export interface ProducerAnswer {
  readonly id: number;
  readonly epoch: number;
}

// GET /topics/{name}/records?partition=&offset=&limit=&search=&key=&where=&since=&until=
//     offset: number | "earliest" | "latest" | "-100"; where: country = "US" and watch.bitrate >= 3000; times: ISO or "-5m"
// GET /topics/{name}/tail?search=&key=&where=                    (Server-Sent Events: `records` events with { records: RecordView[] },
//                                                                `skipped` events with { records } that were not shown)
export interface RecordsAnswer {
  readonly records: readonly RecordView[];
  /** Where the next page begins, by partition. */
  readonly next: Readonly<Record<number, number>>;
}
export interface RecordView {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  /** UTF-8 text of the value, cut at 16 KiB; `bytes` is its whole size. Null: a tombstone. */
  readonly value: string | null;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

// GET /groups, GET /groups/{id}
export interface GroupSummary {
  readonly group: string;
  /** The protocol that its members speak; `consumer` is KIP-848's. */
  readonly type: "classic" | "consumer";
  readonly state: string;
  readonly assignor: string | null;
  readonly members: number;
  readonly topics: readonly string[];
  /** Records between its positions and the ends, of all partitions. */
  readonly lag: number;
  readonly lagHistory: Sparkline;
}
export interface GroupDetail extends GroupSummary {
  readonly memberList: readonly {
    readonly memberId: string;
    readonly instanceId: string | null;
    readonly clientId: string;
    readonly clientHost: string;
    readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
  }[];
  readonly positions: readonly GroupPositionView[];
}
export interface GroupPositionView {
  readonly topic: string;
  readonly partition: number;
  /** Null: a member has the partition and has committed nothing yet. */
  readonly offset: number | null;
  readonly end: number;
  readonly lag: number;
  readonly metadata: string;
  readonly committedAtMs: number | null;
  readonly memberId: string | null;
}
// POST /groups/{id}/reset
export interface ResetBody {
  /** "earliest", "latest", an ISO time, "-5m" before now, "offset:123", or "by:-100" from where it stands. */
  readonly to: string;
  /** Left out: all partitions that the group has positions in. */
  readonly topic?: string;
  readonly partition?: number;
  /** Default true: only says what would change. */
  readonly dryRun?: boolean;
}
export interface ResetAnswer {
  readonly group: string;
  readonly done: boolean;
  readonly changes: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly before: number | null;
    readonly after: number;
  }[];
}

// POST /sql/validate { sql }
export interface ValidateAnswer {
  readonly statements: readonly { readonly kind: string; readonly start: number; readonly end: number }[];
  /** `position` is the place of the error; `start` and `end` are those of the statement that has it. */
  readonly errors: readonly (ErrorJson & { readonly start: number; readonly end: number })[];
}
// POST /sql/validate, POST /sql/explain
export interface SqlTextBody {
  readonly sql: string;
  readonly options?: Readonly<Record<string, string>>;
}
// POST /sql/explain { sql }
export interface ExplainAnswer {
  readonly plan: string;
}
// POST /sql/complete { sql, offset }: what may stand at `offset` (UTF-16 units).
export interface CompleteBody {
  readonly sql: string;
  readonly offset: number;
}
export interface CompleteAnswer {
  /** The text from `from` to `to` is what an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly { readonly label: string; readonly kind: string; readonly detail?: string }[];
}

// POST /sql : runs any statements. One SELECT streams; anything else answers `StatementsAnswer`.
export interface SqlBody {
  readonly sql: string;
  /** Where scans begin: "earliest" (default), "latest", an ISO time, or "-5m" before now. */
  readonly from?: string;
  /** "end": answer from what is there now, then finish. Default "never". */
  readonly until?: "never" | "end";
  readonly limit?: number;
  /** Options as SET makes them. */
  readonly options?: Readonly<Record<string, string>>;
}
export interface StatementsAnswer {
  readonly results: readonly StatementResult[];
}
export interface StatementResult {
  readonly kind: string;
  readonly message: string;
  readonly columns?: readonly ColumnView[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly job?: string;
}
export interface ColumnView {
  readonly name: string;
  /** As SQL writes it: `BIGINT NOT NULL`, `TIMESTAMP_LTZ(3)`. */
  readonly type: string;
}
/**
 * A live query's messages. `Accept: application/x-ndjson`: one JSON object a line; `text/event-stream`: `type` is the
 * event's name and the rest its data.
 */
export type LiveMessage =
  | {
      readonly type: "schema";
      readonly columns: readonly ColumnView[];
      readonly changelog: "append" | "retract";
      readonly key: readonly number[] | null;
    }
  /** Each row: its kind ("+I", "-U", "+U", "-D"), then the values. */
  | { readonly type: "rows"; readonly rows: readonly (readonly [string, ...unknown[]])[] }
  | { readonly type: "skipped"; readonly rows: number }
  /** So many rows or records (since the last such message) could not be read or computed; the first one's error. */
  | { readonly type: "rejected"; readonly rows: number; readonly error: ErrorJson }
  | { readonly type: "progress"; readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }
  | { readonly type: "error"; readonly error: ErrorJson }
  | { readonly type: "end" };

// GET /jobs, GET /jobs/{id or name}; POST /jobs/{id}/stop { drain? }, /start, /restart; DELETE /jobs/{id}
export interface StopJobBody {
  /** First reads to the present end of the input and writes every open window. */
  readonly drain?: boolean;
}
export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly pipeline: string | null;
  readonly sql: string;
  readonly state: string;
  readonly error?: ErrorJson;
  readonly startedAtMs: number;
  readonly restarts: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsLate: number;
  readonly rowsBad: number;
  readonly rowsInPerSecond: number;
  readonly rowsOutPerSecond: number;
  readonly rateIn: Sparkline;
  readonly rateOut: Sparkline;
  readonly lag: number;
  readonly watermarkMs: number | null;
  readonly newestMs: number | null;
  readonly cpuMs: number;
  readonly stateBytes: number;
  readonly checkpoint: { readonly epoch: number; readonly atMs: number; readonly durationMs: number; readonly bytes: number } | null;
  readonly inputs: readonly { readonly topic: string; readonly rows: number; readonly lag: number; readonly rowsPerSecond: number }[];
  readonly outputs: readonly { readonly topic: string; readonly rows: number; readonly rowsPerSecond: number }[];
}

// GET /catalog
export interface CatalogView {
  readonly tables: readonly CatalogTableView[];
  readonly functions: readonly { readonly name: string; readonly signature: string; readonly description: string }[];
}
export interface CatalogTableView {
  readonly name: string;
  readonly kind: "table" | "view";
  readonly topic: string | null;
  readonly sql: string;
  readonly columns: readonly (ColumnView & { readonly extra: string | null })[];
  readonly watermark: string | null;
}

// GET /graph
export interface PipelineGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly rowsPerSecond: number; readonly rows: number }[];
}
export type GraphNode =
  | { readonly id: string; readonly kind: "topic"; readonly name: string; readonly recordsPerSecond: number; readonly records: number }
  | {
      readonly id: string;
      readonly kind: "processor";
      readonly name: string;
      readonly job: string;
      readonly pipeline: string | null;
      readonly state: string;
      readonly lag: number;
      readonly sql: string;
    }
  /** Kafka clients that write to a topic, seen in the last minute, by client id. */
  | { readonly id: string; readonly kind: "producer"; readonly name: string }
  | { readonly id: string; readonly kind: "consumer"; readonly name: string };

// POST /apply
export interface ApplyBody {
  /** A pipeline a file; its name is the file's without `.sql`. */
  readonly files: readonly { readonly name: string; readonly sql: string }[];
  /** Only say what would change. */
  readonly dryRun?: boolean;
}
export interface ApplyAnswer {
  readonly changes: readonly ApplyChange[];
}
export interface ApplyChange {
  readonly action: "create" | "replace" | "unchanged" | "remove";
  readonly kind: "table" | "view" | "processor";
  readonly name: string;
  readonly pipeline: string;
  /** What happens to state and output, in a sentence. */
  readonly effect: string;
}

// GET /overview
export interface Overview {
  readonly health: Health;
  readonly recordsInPerSecond: number;
  readonly bytesInPerSecond: number;
  readonly rateIn: Sparkline;
  readonly rateOut: Sparkline;
  readonly topics: readonly TopicSummary[];
  readonly jobs: readonly JobView[];
  readonly connections: number;
}
