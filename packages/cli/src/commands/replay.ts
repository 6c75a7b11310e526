// `millrace replay`: a file of events becomes a topic, through the Kafka port. Lines that are no events do not stop
// it: they go to `<topic>.rejected` with their number and the reason.
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { cliErrors, exitCodes } from "../errors.ts";
import { interruption, numberOption } from "../options.ts";
import { colours, count, json } from "../output.ts";
import { fileSize, readLines, type Line } from "../replay/lines.ts";
import { Progress } from "../replay/progress.ts";
import { LinePublisher, type PublishLine } from "../replay/publisher.ts";
import { csvRows, jsonRows, type RowReader } from "../replay/rows.ts";

export interface ReplayOptions {
  readonly topic: string;
  readonly timeField?: string;
  readonly keyField?: string;
  readonly format?: string;
  readonly speed: string;
  readonly rate?: string;
  readonly resume?: boolean;
  readonly retryFor: string;
  readonly kafka: string;
  readonly json?: boolean;
}

const batchRows = 2_000;
const batchBytes = 512 * 1024;
const shownRejections = 5;

export async function replay(path: string, options: ReplayOptions): Promise<void> {
  if (!existsSync(path)) throw cliErrors.fileUnreadable(path, "there is no such file");
  const format = formatOf(path, options.format);
  const pace = new Pace(options);
  const fields = {
    ...(options.timeField === undefined ? {} : { time: options.timeField }),
    ...(options.keyField === undefined ? {} : { key: options.keyField }),
  };
  const reader = format === "json" ? jsonRows(fields) : csvRows(path, fields);
  const signal = interruption();
  const retryForMs = numberOption("retry-for", options.retryFor, { min: 0 }) * 1000;
  const target = new LinePublisher(options.kafka, options.topic, retryForMs, signal);
  const rejected = new LinePublisher(options.kafka, `${options.topic}.rejected`, retryForMs, signal);
  const run = new Replay(basename(path), reader, target, rejected, pace, new Progress(fileSize(path)), options.resume === true);
  try {
    await run.begin();
    for await (const chunk of readLines(path, format)) {
      if (signal.aborted) break;
      await run.take(chunk.lines, chunk.fileBytes, signal);
    }
    if (!signal.aborted) await run.flush();
  } finally {
    await target.close();
    await rejected.close();
  }
  run.report(options.json === true, signal.aborted);
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

function formatOf(path: string, format: string | undefined): "json" | "csv" {
  if (format === "json" || format === "csv") return format;
  if (format !== undefined) throw cliErrors.optionValue("format", format, "json or csv");
  const name = path.replace(/\.gz$/, "");
  if (/\.(json|jsonl|ndjson)$/.test(name)) return "json";
  if (name.endsWith(".csv")) return "csv";
  throw cliErrors.replayFormat(path);
}

/** When the next row may go: by the rows' own times, or by a rate, or at once. */
class Pace {
  readonly #multiple: number | undefined;
  readonly #rate: number | undefined;
  readonly #beginMs = performance.now();
  #firstMs: number | undefined;
  #rows = 0;

  constructor(options: ReplayOptions) {
    if (options.speed !== "max") {
      if (options.timeField === undefined)
        throw cliErrors.optionValue("speed", options.speed, "max, unless --time-field says where the time is");
      this.#multiple = numberOption("speed", options.speed.replace(/[x×]$/i, ""), { min: 0.001 });
    }
    if (options.rate !== undefined) this.#rate = numberOption("rate", options.rate, { min: 0.001 });
  }

  get free(): boolean {
    return this.#multiple === undefined && this.#rate === undefined;
  }

  /** Milliseconds to wait before a row with this time. */
  delayMs(timestampMs: number | undefined): number {
    const passedMs = performance.now() - this.#beginMs;
    let delay = 0;
    if (this.#multiple !== undefined && timestampMs !== undefined) {
      this.#firstMs ??= timestampMs;
      delay = (timestampMs - this.#firstMs) / this.#multiple - passedMs;
    }
    if (this.#rate !== undefined) delay = Math.max(delay, (this.#rows++ / this.#rate) * 1000 - passedMs);
    return delay;
  }
}

class Replay {
  readonly #file: string;
  readonly #reader: RowReader;
  readonly #target: LinePublisher;
  readonly #rejected: LinePublisher;
  readonly #pace: Pace;
  readonly #progress: Progress;
  readonly #resume: boolean;
  #skipTo = 0;
  #batch: PublishLine[] = [];
  #batchBytes = 0;
  #bad: PublishLine[] = [];
  readonly #shown: string[] = [];
  /** The batch that is on its way while the next one is read. */
  #onItsWay: Promise<void> = Promise.resolve();

  constructor(
    file: string,
    reader: RowReader,
    target: LinePublisher,
    rejected: LinePublisher,
    pace: Pace,
    progress: Progress,
    resume: boolean,
  ) {
    this.#file = file;
    this.#reader = reader;
    this.#target = target;
    this.#rejected = rejected;
    this.#pace = pace;
    this.#progress = progress;
    this.#resume = resume;
  }

  async begin(): Promise<void> {
    this.#skipTo = await this.#target.open(this.#resume);
  }

  async take(lines: readonly Line[], fileBytes: number, signal: AbortSignal): Promise<void> {
    for (const line of lines) {
      if (this.#reader.header(line.text) || line.text.trim() === "") continue;
      const row = this.#reader.check(line.text);
      if (typeof row === "string") {
        this.#reject(line, row);
        continue;
      }
      if (!this.#pace.free) {
        const delay = this.#pace.delayMs(row.timestampMs);
        if (delay > 1) {
          await this.flush();
          await wait(delay, signal);
          if (signal.aborted) return;
        }
      }
      this.#batch.push({ number: line.number, key: row.key, value: line.text, timestampMs: row.timestampMs });
      this.#batchBytes += line.text.length;
      if (this.#batch.length >= batchRows || this.#batchBytes >= batchBytes) await this.#send();
    }
    this.#progress.done = fileBytes;
    this.#progress.show();
  }

  #reject(line: Line, reason: string): void {
    this.#progress.rejected++;
    if (this.#shown.length < shownRejections) this.#shown.push(`line ${line.number}: ${reason}`);
    this.#bad.push({
      number: line.number,
      key: undefined,
      value: line.text,
      timestampMs: undefined,
      headers: { "millrace.reason": reason, "millrace.code": "replay.line", "millrace.file": this.#file },
    });
  }

  /**
   * Sends what was gathered, when the batch before has arrived. Rejected lines go first: then a good line in the topic
   * says that every rejected line before it is kept too.
   */
  async #send(): Promise<void> {
    await this.#onItsWay;
    const [good, bad] = [this.#batch, this.#bad];
    this.#batch = [];
    this.#bad = [];
    this.#batchBytes = 0;
    this.#onItsWay = this.#deliver(good, bad);
    this.#onItsWay.catch(() => undefined);
  }

  async #deliver(good: readonly PublishLine[], bad: readonly PublishLine[]): Promise<void> {
    if (bad.length > 0) {
      if (!this.#rejectedOpen) await this.#rejected.open(this.#resume);
      this.#rejectedOpen = true;
      await this.#rejected.publish(bad);
    }
    if (good.length === 0) return;
    this.#progress.rows += await this.#target.publish(good);
    for (const line of good) if (line.number > this.#skipTo) this.#progress.valueBytes += line.value.length;
  }
  #rejectedOpen = false;

  async flush(): Promise<void> {
    await this.#send();
    await this.#onItsWay;
  }

  report(asJson: boolean, interrupted: boolean): void {
    const progress = this.#progress;
    if (asJson)
      return json({
        rows: progress.rows,
        bytes: progress.valueBytes,
        rejected: progress.rejected,
        seconds: progress.seconds,
        resumedAfterLine: this.#skipTo,
        interrupted,
      });
    console.log(`${interrupted ? "interrupted: " : ""}published ${progress.summary()}`);
    if (this.#skipTo > 0) console.log(`went on after line ${count(this.#skipTo)}`);
    if (progress.rejected > 0) {
      console.log(`${count(progress.rejected)} lines were rejected; they are in the topic ${this.#rejected.topic}:`);
      for (const line of this.#shown) console.log(`  ${line}`);
      if (progress.rejected > this.#shown.length) console.log(colours.dim(`  … and ${count(progress.rejected - this.#shown.length)} more`));
    }
    if (interrupted) console.log("--resume goes on from here");
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
