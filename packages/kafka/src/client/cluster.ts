// A Kafka cluster as a `Log` with its `Coordination`: the other adapter of the port. This file only joins the parts:
// metadata.ts knows the cluster, appending.ts, reading.ts and topics.ts ask it, groups.ts and transaction.ts coordinate.
import { type Clock, systemClock } from "@millrace/core";
import {
  type AppendResult,
  type Coordination,
  type GroupPosition,
  type Log,
  logErrors,
  type LogListener,
  type PartitionOffsets,
  type ProducerState,
  type ReadOptions,
  type ReadResult,
  type TopicInfo,
  type TopicSpec,
  type Transaction,
} from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import { Appending } from "./appending.ts";
import type { ClusterSecurity } from "./connection.ts";
import { Coordinators } from "./coordinators.ts";
import { refused } from "./failures.ts";
import { Groups } from "./groups.ts";
import { Metadata, parseBootstrap } from "./metadata.ts";
import { type Found, Reading } from "./reading.ts";
import { againWhilePassing, patiently, type Patience } from "./retry.ts";
import { Topics } from "./topics.ts";
import { ClusterTransaction } from "./transaction.ts";
import { Watching } from "./watching.ts";

export interface ClusterOptions extends ClusterSecurity {
  /** "host:port", several with commas between them. */
  readonly bootstrap: string;
  readonly clientId?: string;
  readonly clock?: Clock;
  /** How long an answer is waited for while leadership moves or a broker is away; default 30 s. */
  readonly patienceMs?: number;
  /** How often topics and settings are read again; default 5 s. */
  readonly topicsMs?: number;
  /** How often the ends are, while someone watches; default 250 ms. */
  readonly endsMs?: number;
}

/**
 * Beyond the port: between two readings of the cluster `topic`, `topics`, `offsets` and `size` answer what was seen last;
 * `refresh` reads it now. `size` counts no segments, and `producer` knows only what was appended from here.
 */
export interface Cluster extends Log, Coordination {
  refresh(): Promise<void>;
  /** Every setting of a topic with the value that holds, the cluster's defaults too. */
  settings(topic: string): Readonly<Record<string, string>>;
}

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { bootstrap, tls, sasl, clientId = "millrace" } = options;
  const metadata = new Metadata({ bootstrap: parseBootstrap(bootstrap), security: { tls, sasl }, clientId });
  try {
    await metadata.refresh();
  } catch (thrown) {
    metadata.close();
    throw thrown;
  }
  return new KafkaCluster(metadata, options);
}

class KafkaCluster implements Cluster {
  readonly #metadata: Metadata;
  readonly #patience: Patience;
  readonly #watching: Watching;
  readonly #appending: Appending;
  readonly #reading: Reading;
  readonly #topics: Topics;
  readonly #coordinators: Coordinators;
  readonly #groups: Groups;
  readonly #closing = new AbortController();

  constructor(metadata: Metadata, options: ClusterOptions) {
    const { clock = systemClock, patienceMs = 30_000, topicsMs = 5_000, endsMs = 250 } = options;
    this.#metadata = metadata;
    this.#patience = { clock, patienceMs };
    this.#watching = new Watching(metadata, clock, { topicsMs, endsMs });
    const appended = this.#watching.appended.bind(this.#watching);
    this.#appending = new Appending(metadata, this.#patience, () => this.nextProducerId(), appended);
    this.#reading = new Reading(metadata, this.#patience);
    this.#topics = new Topics(metadata, this.#patience);
    this.#coordinators = new Coordinators(metadata, this.#patience);
    this.#groups = new Groups(metadata, this.#patience, this.#coordinators);
  }

  get clusterId(): string {
    return this.#metadata.clusterId;
  }

  createTopic(spec: TopicSpec): Promise<TopicInfo> {
    return this.#change(() => this.#topics.create(spec));
  }

  deleteTopic(name: string): Promise<void> {
    return this.#change(() => this.#topics.remove(name));
  }

  configureTopic(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    return this.#change(() => this.#topics.configure(name, config));
  }

  addPartitions(name: string, partitions: number): Promise<void> {
    return this.#change(() => this.#topics.addPartitions(name, partitions));
  }

  async #change<T>(action: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    const result = await action();
    this.#watching.compareTopics();
    return result;
  }

  topic(name: string): TopicInfo | undefined {
    return this.#metadata.find(name)?.info;
  }

  topics(): readonly TopicInfo[] {
    return this.#metadata.topics().map(({ info }) => info);
  }

  settings(topic: string): Readonly<Record<string, string>> {
    return this.#metadata.find(topic)?.settings ?? {};
  }

  async refresh(): Promise<void> {
    this.#checkOpen();
    const again = async (): Promise<void> => undefined;
    await patiently(this.#patience, "what the cluster has", () => this.#metadata.refresh(), again);
    this.#watching.compareTopics();
  }

  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult> {
    return this.#closing.signal.aborted ? Promise.reject(logErrors.closed()) : this.#appending.append(topic, partition, batches);
  }

  async read(topic: string, partition: number, offset: number, options: ReadOptions): Promise<ReadResult> {
    this.#checkOpen();
    const signal = options.signal === undefined ? this.#closing.signal : AbortSignal.any([options.signal, this.#closing.signal]);
    return this.#reading.read(topic, partition, offset, { ...options, signal });
  }

  async deleteRecords(topic: string, partition: number, before: number): Promise<number> {
    this.#checkOpen();
    const { offsets } = this.#metadata.partition(topic, partition);
    if (before < -1) throw logErrors.offsetOutOfRange(topic, partition, before, offsets.start, offsets.end);
    const what = `deleting records of "${topic}"`;
    const step = async (): Promise<number> => {
      const partitions = [{ partitionIndex: partition, offset: before }];
      const leader = this.#metadata.leader(topic, partition) ?? this.#metadata.any();
      const answer = await leader.call("DeleteRecords", { topics: [{ name: topic, partitions }], timeoutMs: 20_000 });
      const { errorCode, lowWatermark } = answer.topics[0]!.partitions[0]!;
      againWhilePassing(errorCode);
      if (errorCode === kafkaError.offsetOutOfRange) {
        await this.#metadata.refreshTopic(topic);
        const { start, end } = this.#metadata.partition(topic, partition).offsets;
        throw logErrors.offsetOutOfRange(topic, partition, before, start, end);
      }
      if (errorCode !== kafkaError.none) throw refused(what, errorCode);
      return lowWatermark;
    };
    const start = await patiently(this.#patience, what, step, () => this.#metadata.refreshTopic(topic));
    const known = this.#metadata.partition(topic, partition);
    known.offsets = { ...known.offsets, start };
    return start;
  }

  offsets(topic: string, partition: number): PartitionOffsets {
    return this.#metadata.partition(topic, partition).offsets;
  }

  async offsetAt(topic: string, partition: number, timestampMs: number): Promise<Found | undefined> {
    this.#checkOpen();
    // Below zero the protocol has other meanings; no record is older than 1970.
    return this.#reading.find(topic, partition, Math.max(0, timestampMs));
  }

  async offsetOfMaxTimestamp(topic: string, partition: number): Promise<Found | undefined> {
    this.#checkOpen();
    return this.#reading.find(topic, partition, -3);
  }

  producer(topic: string, partition: number, producerId: number): ProducerState | undefined {
    return this.#appending.producer(topic, partition, producerId);
  }

  async nextProducerId(): Promise<number> {
    this.#checkOpen();
    const what = "a producer id";
    const step = async (): Promise<number> => {
      const answer = await this.#metadata.any().call("InitProducerId", { transactionalId: null, transactionTimeoutMs: 60_000 });
      againWhilePassing(answer.errorCode);
      if (answer.errorCode !== kafkaError.none) throw refused(what, answer.errorCode);
      return answer.producerId;
    };
    return patiently(this.#patience, what, step, () => this.#metadata.refresh());
  }

  watch(listener: LogListener): () => void {
    return this.#watching.listen(listener);
  }

  size(topic: string, partition: number): { bytes: number; segments: number } {
    return { bytes: this.#metadata.partition(topic, partition).bytes, segments: 0 };
  }

  groups(): Promise<readonly string[]> {
    return this.#groups.list();
  }

  positions(group: string): Promise<readonly GroupPosition[]> {
    return this.#groups.positions(group);
  }

  commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void> {
    return this.#groups.commitPositions(group, positions);
  }

  deleteGroup(group: string): Promise<void> {
    return this.#groups.remove(group);
  }

  async transaction(transactionalId: string, options: { readonly timeoutMs?: number } = {}): Promise<Transaction> {
    this.#checkOpen();
    return ClusterTransaction.begin(transactionalId, options.timeoutMs, this.#appending, this.#coordinators);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(logErrors.closed());
    this.#watching.close();
    this.#metadata.close();
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw logErrors.closed();
  }
}
