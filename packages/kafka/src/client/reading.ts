// Reads from a cluster: a Fetch for one partition, its batches handed on as they came. Where a fetch may wait, it has a
// connection of its own.
import { batchesIn, logErrors, type ReadOptions, type ReadResult } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import type { FetchResponsePartition } from "../protocol/index.ts";
import { refused } from "./failures.ts";
import type { Metadata } from "./metadata.ts";
import { Again, againWhilePassing, patiently, type Patience } from "./retry.ts";

/** Of one request; a longer wait is several. */
const longestPollMs = 20_000;
const noTopicId = new Uint8Array(16);

export interface Found {
  readonly offset: number;
  readonly timestampMs: number;
}

export class Reading {
  readonly #metadata: Metadata;
  readonly #patience: Patience;

  constructor(metadata: Metadata, patience: Patience) {
    this.#metadata = metadata;
    this.#patience = patience;
  }

  async read(topic: string, partition: number, offset: number, options: ReadOptions): Promise<ReadResult> {
    const { waitMs = 0, minBytes = 1, signal } = options;
    signal?.throwIfAborted();
    const known = this.#metadata.partition(topic, partition);
    if (offset < 0) throw logErrors.offsetOutOfRange(topic, partition, offset, known.offsets.start, known.offsets.end);
    const { clock } = this.#patience;
    const until = clock.monotonic() + (minBytes > 0 ? waitMs : 0);
    for (;;) {
      const pollMs = Math.max(0, Math.min(longestPollMs, Math.ceil(until - clock.monotonic())));
      const answer = await this.#fetch(topic, partition, offset, pollMs, options);
      const bytes = wholeBatches(answer.records);
      if (bytes.length === 0 && pollMs > 0 && clock.monotonic() < until) continue;
      const { highWatermark, lastStableOffset, logStartOffset } = answer;
      known.offsets = { start: logStartOffset, end: highWatermark, stable: lastStableOffset };
      const aborted = options.isolation === "committed" ? (answer.abortedTransactions ?? []) : [];
      const abortedTransactions = aborted
        .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
        .sort((a, b) => a.firstOffset - b.firstOffset);
      return { bytes, startOffset: logStartOffset, endOffset: highWatermark, lastStableOffset, abortedTransactions };
    }
  }

  #fetch(
    topic: string,
    partition: number,
    fetchOffset: number,
    maxWaitMs: number,
    { maxBytes, minBytes = 1, isolation, signal }: ReadOptions,
  ): Promise<FetchResponsePartition> {
    const step = async (): Promise<FetchResponsePartition> => {
      const leader = this.#metadata.leader(topic, partition);
      if (leader === undefined) throw new Again(kafkaError.leaderNotAvailable);
      const partitions = [{ index: partition, fetchOffset, maxBytes }];
      const isolationLevel = isolation === "committed" ? 1 : 0;
      const topics = [{ name: topic, topicId: noTopicId, partitions }];
      const request = { maxWaitMs, minBytes: maxWaitMs === 0 ? 0 : minBytes, maxBytes, isolationLevel, topics };
      const answer = await leader.call("Fetch", request, { longPoll: maxWaitMs > 0, signal });
      if (answer.errorCode !== kafkaError.none) throw refused(`a read of "${topic}"`, answer.errorCode);
      const result = answer.responses[0]!.partitions[0]!;
      if (result.errorCode === kafkaError.offsetOutOfRange) throw await this.#outOfRange(topic, partition, fetchOffset);
      againWhilePassing(result.errorCode);
      if (result.errorCode !== kafkaError.none) throw refused(`a read of "${topic}"`, result.errorCode);
      return result;
    };
    return patiently(this.#patience, `a read of "${topic}"`, step, () => this.#metadata.refreshTopic(topic));
  }

  async #outOfRange(topic: string, partition: number, offset: number): Promise<Error> {
    await this.#metadata.refreshTopic(topic);
    const { start, end } = this.#metadata.partition(topic, partition).offsets;
    return logErrors.offsetOutOfRange(topic, partition, offset, start, end);
  }

  /** ListOffsets: a time, or -3 for the record with the largest one. */
  async find(topic: string, partition: number, timestamp: number): Promise<Found | undefined> {
    const step = async (): Promise<Found | undefined> => {
      const leader = this.#metadata.leader(topic, partition);
      if (leader === undefined) throw new Again(kafkaError.leaderNotAvailable);
      const topics = [{ name: topic, partitions: [{ index: partition, timestamp }] }];
      const answer = await leader.call("ListOffsets", { replicaId: -1, topics });
      const found = answer.topics[0]!.partitions[0]!;
      againWhilePassing(found.errorCode);
      if (found.errorCode !== kafkaError.none) throw refused(`the offset by time of "${topic}"`, found.errorCode);
      return found.offset < 0 ? undefined : { offset: found.offset, timestampMs: found.timestamp };
    };
    this.#metadata.partition(topic, partition);
    return patiently(this.#patience, `the offset by time of "${topic}"`, step, () => this.#metadata.refreshTopic(topic));
  }
}

/** A fetch may end in the middle of a batch. The answer is a copy of the frame, so its memory is not the caller's alone. */
function wholeBatches(records: Uint8Array | null): Uint8Array<ArrayBuffer> {
  if (records === null) return new Uint8Array(0);
  let end = 0;
  for (const { at, header } of batchesIn(records)) end = at + header.sizeBytes;
  return new Uint8Array(records.subarray(0, end));
}
