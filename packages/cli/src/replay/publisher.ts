// Publishes lines in order, each once, through broker crashes and interruptions.
//
// Every record carries the number of its line in a header. After any failure the newest record of each partition
// tells how far the file has come, and publishing goes on behind it: what was written is never sent again, and what
// was not is. `--resume` is the same step at the start. A line goes to a partition by its key's hash or its number,
// so a later run sends it to the same place.
import { Consumer, Producer, stringDeserializers } from "@platformatic/kafka";
import { cliErrors } from "../errors.ts";

/** The part of a fetch's answer that is read here. */
interface Fetched {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly records?:
        | readonly { readonly records: readonly { readonly headers: readonly (readonly [Buffer | null, Buffer | null])[] }[] }[]
        | null;
    }[];
  }[];
}

export const lineHeader = "millrace.line";

export interface PublishLine {
  readonly number: number;
  readonly key: string | undefined;
  readonly value: string;
  readonly timestampMs: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const encoder = new TextEncoder();
const bytes = (text: string): Buffer => Buffer.from(encoder.encode(text));
const connection = (broker: string): { clientId: string; bootstrapBrokers: string[]; retries: boolean; connectTimeout: number } => ({
  clientId: "millrace-replay",
  bootstrapBrokers: [broker],
  retries: false,
  connectTimeout: 2000,
});

export class LinePublisher {
  readonly #broker: string;
  readonly topic: string;
  readonly #retryForMs: number;
  readonly #signal: AbortSignal;
  #producer: Producer | undefined;
  #partitions = 1;
  /** Number of the last line that each partition holds. */
  #last: number[] = [];
  /** Ends of the partitions when this run began; what stands before is not ours, unless we resume. */
  #begin: readonly bigint[] = [];

  constructor(broker: string, topic: string, retryForMs: number, signal: AbortSignal) {
    this.#broker = broker;
    this.topic = topic;
    this.#retryForMs = retryForMs;
    this.#signal = signal;
  }

  /** Finds or makes the topic. Returns the last line that every partition's share of the file is known up to. */
  async open(resume: boolean): Promise<number> {
    await this.#patiently(async () => {
      const producer = (this.#producer ??= new Producer({
        ...connection(this.#broker),
        idempotent: true,
        acks: -1,
        autocreateTopics: true,
      }));
      const metadata = await producer.metadata({ topics: [this.topic], autocreateTopics: true, forceUpdate: true });
      this.#partitions = metadata.topics.get(this.topic)!.partitionsCount;
      const tail = await this.#readTail(resume ? undefined : new Array<bigint>(this.#partitions).fill(-1n));
      this.#begin = resume ? new Array<bigint>(this.#partitions).fill(0n) : tail.map((partition) => partition.end);
      this.#last = tail.map((partition) => partition.line);
    });
    return Math.max(0, ...this.#last);
  }

  /** The lines in order; those that are there already are passed over. Resolves when the broker has acknowledged. */
  async publish(lines: readonly PublishLine[]): Promise<number> {
    let published = 0;
    await this.#patiently(async (again) => {
      if (again) await this.#catchUp();
      const missing = lines.filter((line) => line.number > this.#last[this.#partitionOf(line)]!);
      if (missing.length === 0) return;
      await this.#producer!.send({
        messages: missing.map((line) => ({
          topic: this.topic,
          partition: this.#partitionOf(line),
          ...(line.key === undefined ? {} : { key: bytes(line.key) }),
          value: bytes(line.value),
          ...(line.timestampMs === undefined ? {} : { timestamp: BigInt(line.timestampMs) }),
          headers: new Map([
            [bytes(lineHeader), bytes(String(line.number))],
            ...Object.entries(line.headers ?? {}).map(([name, value]): [Buffer, Buffer] => [bytes(name), bytes(value)]),
          ]),
        })),
      });
      for (const line of missing) this.#last[this.#partitionOf(line)] = line.number;
      published = missing.length;
    });
    return published;
  }

  #partitionOf(line: PublishLine): number {
    if (this.#partitions === 1) return 0;
    return (line.key === undefined ? line.number : fnv1a(line.key)) % this.#partitions;
  }

  #connect(): Producer {
    return (this.#producer ??= new Producer({ ...connection(this.#broker), idempotent: true, acks: -1, autocreateTopics: true }));
  }

  /** A new connection, and what the log holds now. The old connection was closed before, so nothing of it still comes. */
  async #catchUp(): Promise<void> {
    this.#connect();
    const tail = await this.#readTail(this.#begin);
    tail.forEach((partition, index) => {
      this.#last[index] = Math.max(this.#last[index]!, partition.line);
    });
  }

  /** End and last line number of each partition; a partition that ends where `begin` says holds nothing of ours. */
  async #readTail(begin: readonly bigint[] | undefined): Promise<{ readonly end: bigint; readonly line: number }[]> {
    const consumer = new Consumer({ ...connection(this.#broker), groupId: "millrace-replay", deserializers: stringDeserializers });
    try {
      const offsets = (await consumer.listOffsets({ topics: [this.topic] })).get(this.topic) ?? [];
      const metadata = await consumer.metadata({ topics: [this.topic] });
      const topic = metadata.topics.get(this.topic)!;
      const found: { end: bigint; line: number }[] = [];
      for (const [partition, end] of offsets.entries()) {
        if (end === 0n || begin?.[partition] === -1n || end === begin?.[partition]) found.push({ end, line: 0 });
        else {
          const position = { partition, currentLeaderEpoch: -1, fetchOffset: end - 1n, lastFetchedEpoch: -1, partitionMaxBytes: 4 << 20 };
          const answer = await consumer.fetch({
            node: topic.partitions[partition]!.leader,
            maxWaitTime: 100,
            topics: [{ topicId: topic.id, partitions: [position] }],
          });
          found.push({ end, line: this.#lineOf(answer) });
        }
      }
      return found;
    } finally {
      await withinTime(consumer.close(), closeMs).catch(() => undefined);
    }
  }

  #lineOf(answer: Fetched): number {
    const batches = answer.responses[0]?.partitions[0]?.records ?? [];
    const newest = batches.at(-1)?.records.at(-1);
    const header = newest?.headers.find(([name]) => name?.toString() === lineHeader)?.[1];
    if (header === undefined || header === null) throw cliErrors.replayBehind(this.topic);
    return Number(header.toString());
  }

  /** Runs `step`, again after each failure, until the broker has been away for too long. */
  async #patiently(step: (again: boolean) => Promise<void>): Promise<void> {
    let firstFailure: number | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        return await withinTime(step(attempt > 0));
      } catch (cause) {
        // What the old connection still does must not meet what a new one does; and a client that hung is not asked again.
        await this.#drop();
        if (isRefusal(cause) || this.#signal.aborted) throw cause;
        firstFailure ??= Date.now();
        if (Date.now() - firstFailure >= this.#retryForMs)
          throw cliErrors.brokerUnreachable.with({ cause }, this.#broker, Math.round(this.#retryForMs / 1000));
        await new Promise((resolve) => setTimeout(resolve, Math.min(1000, 50 * 2 ** attempt)));
      }
    }
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    // Closing a client that never connected does not come to an end.
    await withinTime(producer?.close(true) ?? Promise.resolve(), closeMs).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#drop();
  }
}

const answerMs = 20_000;
const closeMs = 1_000;

/** Fails when a step takes longer than any broker should: a client's promise that never settles must not stop a replay. */
async function withinTime<T>(step: Promise<T>, limitMs = answerMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What trying again will not change: our own errors, and the broker's answer to a record that is too large. */
function isRefusal(cause: unknown): boolean {
  if (cause instanceof Error && cause.name === "MillraceError") return true;
  for (let error: unknown = cause; error instanceof Error; error = error.cause) {
    if ((error as { apiId?: string }).apiId === "MESSAGE_TOO_LARGE" || (error as { apiId?: string }).apiId === "INVALID_TOPIC_EXCEPTION")
      return true;
    if (error instanceof AggregateError && error.errors.some(isRefusal)) return true;
  }
  return false;
}

/** Which partition a key belongs to; any fixed hash does, as long as a later run agrees. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
