// Publishing in batches. Records gather per partition until a batch is full or old enough; one batch of a partition
// is under way at a time, with its producer id and sequence number, and is sent again, the same, until it is answered:
// the server writes it once. A batch that the server refuses fails its records and takes no number.
import { backOffMs, pause, requestJson } from "./http.ts";
import type { Http } from "./http.ts";
import { bufferFull, ClientError, closed } from "./errors.ts";
import { partitionOf } from "./partition.ts";
import type { PublishAnswer, PublishRecord } from "./types.ts";

export interface PublisherOptions {
  /** How long a record waits for others; default 5. */
  readonly batchMs?: number;
  /** A batch is sent when it has so many bytes; default 256 KiB. */
  readonly batchBytes?: number;
  /** Records waiting, all together; beyond it `publish` is refused with `client.buffer-full`. Default 32 MiB. */
  readonly bufferBytes?: number;
  /** Attempts for a batch before its records fail; default: until `close`. */
  readonly attempts?: number;
}

export interface Published {
  readonly partition: number;
  /** -1 when the record had been written by an earlier attempt whose answer was lost, and the server no longer knows where. */
  readonly offset: number;
}

interface Waiting {
  readonly record: PublishRecord;
  readonly bytes: number;
  resolve(published: Published): void;
  reject(error: unknown): void;
}

/** What goes to one partition: an idempotent producer of its own. */
interface Lane {
  readonly partition: number;
  /** Null before the first batch, and when it is not known whether a batch was written: its numbers are void then. */
  producer: Producer | null;
  waiting: Waiting[];
  bytes: number;
  sequence: number;
  timer: ReturnType<typeof setTimeout> | null;
  sending: Promise<void> | null;
}

interface Producer {
  readonly id: number;
  readonly epoch: number;
}

const encoder = new TextEncoder();
const sequences = 0x8000_0000;

export class Publisher {
  readonly #http: Http;
  readonly #topic: string;
  readonly #options: Required<PublisherOptions>;
  #lanes: Promise<readonly Lane[]> | null = null;
  #next = 0;
  #bufferedBytes = 0;
  #closed = false;
  readonly #abort = new AbortController();

  constructor(http: Http, topic: string, options: PublisherOptions = {}) {
    this.#http = http;
    this.#topic = topic;
    this.#options = { batchMs: 5, batchBytes: 256 * 1024, bufferBytes: 32 * 1024 * 1024, attempts: Number.POSITIVE_INFINITY, ...options };
  }

  /** Resolves when the record is durable. Records of one key keep their order. */
  async publish(record: PublishRecord): Promise<Published> {
    if (this.#closed) throw closed();
    const text = typeof record.value === "string" ? record.value : JSON.stringify(record.value ?? null);
    const bytes = text.length + (record.key?.length ?? 0) + 64;
    if (this.#bufferedBytes + bytes > this.#options.bufferBytes) throw bufferFull(this.#bufferedBytes);
    this.#bufferedBytes += bytes;
    try {
      const lanes = await this.#prepare();
      return await this.#enqueue(lanes[this.#choose(record, lanes.length)]!, record, bytes);
    } finally {
      this.#bufferedBytes -= bytes;
    }
  }

  /** Resolves when all that was given to `publish` before is answered, well or badly. */
  async flush(): Promise<void> {
    if (this.#lanes === null) return;
    const lanes = await this.#lanes.catch(() => []);
    await Promise.all(
      lanes.map(async (lane) => {
        while (lane.waiting.length > 0 || lane.sending !== null) {
          this.#send(lane);
          await lane.sending;
        }
      }),
    );
  }

  /** Sends what waits, then refuses further records. With `now` what waits fails instead. */
  async close(options: { readonly now?: boolean } = {}): Promise<void> {
    this.#closed = true;
    if (options.now === true) this.#abort.abort(closed());
    await this.flush();
  }

  /** Asks how many partitions there are, once, when it is first needed. */
  #prepare(): Promise<readonly Lane[]> {
    this.#lanes ??= this.#ask().catch((error: unknown) => {
      this.#lanes = null;
      throw error;
    });
    return this.#lanes;
  }

  async #ask(): Promise<readonly Lane[]> {
    const { partitions } = await this.#request<{ partitions: number }>("GET", `/topics/${encodeURIComponent(this.#topic)}`);
    return Array.from({ length: partitions }, (_, partition) => ({
      partition,
      producer: null,
      waiting: [],
      bytes: 0,
      sequence: 0,
      timer: null,
      sending: null,
    }));
  }

  /** By key as Kafka does; without one in turn, changing when a batch was sent. */
  #choose(record: PublishRecord, partitions: number): number {
    return record.key === undefined || record.key === null ? this.#next % partitions : partitionOf(encoder.encode(record.key), partitions);
  }

  #enqueue(lane: Lane, record: PublishRecord, bytes: number): Promise<Published> {
    return new Promise((resolve, reject) => {
      lane.waiting.push({ record, bytes, resolve, reject });
      lane.bytes += bytes;
      if (lane.bytes >= this.#options.batchBytes) this.#send(lane);
      else lane.timer ??= setTimeout(() => this.#send(lane), this.#options.batchMs);
    });
  }

  #send(lane: Lane): void {
    if (lane.timer !== null) clearTimeout(lane.timer);
    lane.timer = null;
    if (lane.sending !== null || lane.waiting.length === 0) return;
    this.#next++;
    lane.sending = this.#sendAll(lane).finally(() => (lane.sending = null));
  }

  async #sendAll(lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) await this.#sendBatch(lane, this.#cut(lane));
  }

  /** The oldest records, up to a batch. */
  #cut(lane: Lane): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of lane.waiting) {
      if (count > 0 && bytes + waiting.bytes > this.#options.batchBytes) break;
      bytes += waiting.bytes;
      count++;
    }
    lane.bytes -= bytes;
    return lane.waiting.splice(0, count);
  }

  async #sendBatch(lane: Lane, batch: readonly Waiting[]): Promise<void> {
    try {
      const answer = await this.#write(lane, batch);
      lane.sequence = (lane.sequence + batch.length) % sequences;
      let index = 0;
      for (const { baseOffset, count } of answer.offsets) {
        for (let delta = 0; delta < count; delta++) {
          batch[index++]?.resolve({ partition: lane.partition, offset: baseOffset < 0 ? -1 : baseOffset + delta });
        }
      }
    } catch (error) {
      // A refusal wrote nothing; anything else may have, so what comes next must not carry the same numbers.
      const refused = error instanceof ClientError && error.status !== undefined && error.status < 500;
      if (!refused) lane.producer = null;
      for (const waiting of batch) waiting.reject(error);
    }
  }

  async #write(lane: Lane, batch: readonly Waiting[]): Promise<PublishAnswer> {
    const records = batch.map(({ record }) => ({ ...record, value: record.value ?? null }));
    for (let again = false; ; again = true) {
      if (lane.producer === null) {
        lane.producer = await this.#request<Producer>("POST", "/producers");
        lane.sequence = 0;
      }
      const body = { records, partition: lane.partition, producer: { ...lane.producer, sequence: lane.sequence } };
      try {
        return await this.#request<PublishAnswer>("POST", `/topics/${encodeURIComponent(this.#topic)}/records`, body);
      } catch (error) {
        // The server knows this producer no longer (its records are gone by retention): nothing was written.
        const forgotten = error instanceof ClientError && ["log.sequence-gap", "log.producer-fenced"].includes(error.code);
        if (!forgotten || again) throw error;
        lane.producer = null;
      }
    }
  }

  /** Again while it may help: nothing of it is lost, and nothing is written twice. */
  async #request<Answer>(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
    const { signal } = this.#abort;
    for (let attempt = 0; ; attempt++) {
      try {
        return await requestJson<Answer>(this.#http, path, { method, body, signal });
      } catch (error) {
        const retriable = error instanceof ClientError && (error.retriable || (error.status !== undefined && error.status >= 500));
        if (!retriable || attempt + 1 >= this.#options.attempts) throw error;
        await pause(backOffMs(attempt), signal);
      }
    }
  }
}
