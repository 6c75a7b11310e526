// Appends to a cluster, each batch exactly once. A batch without a producer id is given one of this process, with a
// sequence number, so that it can be sent again after a lost answer; one that has its own keeps it (the id must come
// from this cluster's `nextProducerId`, or belong to nobody there: ids of another cluster are other producers here).
//
// A produce request carries one batch for a partition (Kafka refuses more), so an append of several is several requests,
// one after the other. Appends to one partition wait for each other: their order is the order of the calls.
import { type BatchHeader, checkIncoming, logErrors, type AppendResult, type ProducerState } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import type { ProduceResponsePartition } from "../protocol/index.ts";
import { refused } from "./failures.ts";
import type { Metadata } from "./metadata.ts";
import { Again, againWhilePassing, patiently, type Patience } from "./retry.ts";
import { clearPlace, sequenceAfter, stampBatch } from "./stamp.ts";

const waitingAppendsMax = 10_000;
const answerWithinMs = 20_000;

/** Whose sequence numbers a batch gets. */
export interface Producer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionalId: string | null;
  /** Next sequence number by partition. */
  readonly sequences: Map<string, number>;
}

export interface Appended {
  (topic: string, partition: number, endOffset: number, bytes: number): void;
}

export class Appending {
  readonly #metadata: Metadata;
  readonly #patience: Patience;
  readonly #nextProducerId: () => Promise<number>;
  readonly #appended: Appended;
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #states = new Map<string, ProducerState>();
  #waiting = 0;
  #own: Promise<Producer> | undefined;

  constructor(metadata: Metadata, patience: Patience, nextProducerId: () => Promise<number>, appended: Appended) {
    this.#metadata = metadata;
    this.#patience = patience;
    this.#nextProducerId = nextProducerId;
    this.#appended = appended;
  }

  /** With `producer`, in its name; otherwise in the batch's own or in ours. */
  async append(topic: string, partition: number, batches: Uint8Array, producer?: Producer): Promise<AppendResult> {
    const { info, settings } = this.#known(topic, partition);
    const limit = info.config["max.message.bytes"] ?? settings["max.message.bytes"];
    const headers = checkIncoming(batches, limit === undefined ? Infinity : Number(limit));
    if (this.#waiting >= waitingAppendsMax) throw logErrors.busy("waiting appends");
    const place = placeOf(info.id, partition);
    const before = this.#last.get(place);
    const run = async (): Promise<AppendResult> => {
      await before?.catch(() => undefined);
      return this.#appendAll(topic, partition, place, batches, headers, producer);
    };
    this.#waiting++;
    const result = run().finally(() => {
      this.#waiting--;
      if (this.#last.get(place) === result) this.#last.delete(place);
    });
    this.#last.set(place, result);
    return result;
  }

  /** What this process itself appended under the id; what others did, a cluster tells only slowly. */
  producer(topic: string, partition: number, producerId: number): ProducerState | undefined {
    return this.#states.get(`${placeOf(this.#known(topic, partition).info.id, partition)}/${producerId}`);
  }

  #known(topic: string, partition: number) {
    this.#metadata.partition(topic, partition);
    return this.#metadata.find(topic)!;
  }

  async #appendAll(
    topic: string,
    partition: number,
    place: string,
    batches: Uint8Array,
    headers: readonly BatchHeader[],
    producer: Producer | undefined,
  ): Promise<AppendResult> {
    let at = 0;
    let first: AppendResult | undefined;
    for (const header of headers) {
      const bytes = batches.subarray(at, (at += header.sizeBytes));
      clearPlace(bytes);
      const result = await this.#appendOne(topic, partition, place, bytes, header, producer);
      first = first === undefined ? result : { ...result, baseOffset: first.baseOffset, duplicate: first.duplicate && result.duplicate };
    }
    return first!;
  }

  async #appendOne(
    topic: string,
    partition: number,
    place: string,
    bytes: Uint8Array,
    header: BatchHeader,
    producer: Producer | undefined,
  ): Promise<AppendResult> {
    const stamper = producer ?? (header.producerId >= 0 ? undefined : await this.#ownProducer());
    let used = { producerId: header.producerId, producerEpoch: header.producerEpoch, sequence: header.baseSequence };
    if (stamper !== undefined) {
      const { producerId, producerEpoch, transactionalId } = stamper;
      used = { producerId, producerEpoch, sequence: stamper.sequences.get(place) ?? 0 };
      stampBatch(bytes, { producerId, producerEpoch, baseSequence: used.sequence, transactional: transactionalId !== null });
    }
    try {
      const answer = await this.#produce(topic, partition, bytes, used, stamper?.transactionalId ?? null);
      const next = sequenceAfter(used.sequence, header.recordCount);
      stamper?.sequences.set(place, next);
      return this.#result(topic, partition, place, header, used, answer);
    } catch (thrown) {
      // Whether it was written is not known any more, so nor is the next sequence number: a new producer begins at 0.
      if (stamper !== undefined && producer === undefined) this.#own = undefined;
      throw thrown;
    }
  }

  #ownProducer(): Promise<Producer> {
    this.#own ??= this.#nextProducerId().then((producerId) => ({
      producerId,
      producerEpoch: 0,
      transactionalId: null,
      sequences: new Map<string, number>(),
    }));
    this.#own.catch(() => (this.#own = undefined));
    return this.#own;
  }

  #result(
    topic: string,
    partition: number,
    place: string,
    header: BatchHeader,
    used: { readonly producerId: number; readonly producerEpoch: number; readonly sequence: number },
    { errorCode, baseOffset, logAppendTimeMs, logStartOffset }: ProduceResponsePartition,
  ): AppendResult {
    const known = this.#metadata.partition(topic, partition);
    const lastOffset = baseOffset < 0 ? -1 : baseOffset + header.lastOffsetDelta;
    // Answered with the offset of the first time: below an end that was known before it was sent.
    const duplicate = errorCode === kafkaError.duplicateSequenceNumber || baseOffset < known.offsets.end;
    if (!duplicate) {
      const end = lastOffset + 1;
      const start = Math.max(logStartOffset, known.offsets.start);
      known.offsets = { start, end, stable: known.offsets.stable === known.offsets.end ? end : known.offsets.stable };
      const { producerId, producerEpoch, sequence } = used;
      const lastSequence = sequenceAfter(sequence, header.lastOffsetDelta);
      const rest = { lastOffset, lastTimestampMs: header.maxTimestampMs, transactionStart: -1, coordinatorEpoch: -1 };
      this.#remember(`${place}/${producerId}`, { producerId, producerEpoch, lastSequence, ...rest });
      this.#appended(topic, partition, end, header.sizeBytes);
    }
    return { baseOffset, lastOffset, logAppendTimeMs, startOffset: known.offsets.start, duplicate };
  }

  #remember(key: string, state: ProducerState): void {
    this.#states.delete(key);
    this.#states.set(key, state);
    if (this.#states.size > producersRemembered) this.#states.delete(this.#states.keys().next().value!);
  }

  #produce(
    topic: string,
    partition: number,
    records: Uint8Array,
    used: { readonly producerId: number; readonly producerEpoch: number; readonly sequence: number },
    transactionalId: string | null,
  ): Promise<ProduceResponsePartition> {
    const step = async (): Promise<ProduceResponsePartition> => {
      const leader = this.#metadata.leader(topic, partition);
      if (leader === undefined) throw new Again(kafkaError.leaderNotAvailable);
      const topics = [{ name: topic, topicId: noTopicId, partitions: [{ index: partition, records }] }];
      const answer = await leader.call("Produce", { transactionalId, acks: -1, timeoutMs: answerWithinMs, topics });
      const result = answer.responses[0]!.partitions[0]!;
      const { errorCode, errorMessage } = result;
      if (errorCode === kafkaError.none || errorCode === kafkaError.duplicateSequenceNumber) return result;
      againWhilePassing(errorCode, errorMessage);
      throw await this.#failure(topic, partition, records.length, used, errorCode, errorMessage);
    };
    return patiently(this.#patience, `an append to "${topic}"`, step, () => this.#metadata.refreshTopic(topic));
  }

  async #failure(
    topic: string,
    partition: number,
    size: number,
    used: { readonly producerId: number; readonly producerEpoch: number; readonly sequence: number },
    code: number,
    message: string | null,
  ): Promise<Error> {
    const { producerId, producerEpoch, sequence } = used;
    const what = `an append to "${topic}"`;
    switch (code) {
      case kafkaError.messageTooLarge:
      case kafkaError.recordListTooLarge:
        return logErrors.recordTooLarge(size, Number(this.#metadata.find(topic)?.settings["max.message.bytes"]));
      case kafkaError.invalidRecord: {
        const compact = this.#metadata.find(topic)?.settings["cleanup.policy"]?.includes("compact") === true;
        return compact ? logErrors.recordKeyless(topic) : logErrors.batchInvalid(message ?? "the cluster refused it");
      }
      case kafkaError.unsupportedCompressionType:
        return logErrors.batchInvalid(`its compression is refused (${message ?? ""})`);
      case kafkaError.outOfOrderSequenceNumber:
      case kafkaError.unknownProducerId: {
        const state = await this.#describeProducer(topic, partition, producerId);
        return logErrors.sequenceGap(producerId, state === undefined ? 0 : sequenceAfter(state.lastSequence, 1), sequence);
      }
      case kafkaError.invalidProducerEpoch:
      case kafkaError.producerFenced: {
        const state = await this.#describeProducer(topic, partition, producerId);
        return logErrors.producerFenced(producerId, producerEpoch, state?.producerEpoch ?? producerEpoch + 1);
      }
      default:
        return refused(what, code, message);
    }
  }

  /** What the cluster knows of a producer, for the message that refuses its batch. */
  async #describeProducer(
    topic: string,
    partition: number,
    producerId: number,
  ): Promise<{ readonly lastSequence: number; readonly producerEpoch: number } | undefined> {
    const leader = this.#metadata.leader(topic, partition);
    if (leader?.has("DescribeProducers") !== true) return this.producer(topic, partition, producerId);
    const answer = await leader.call("DescribeProducers", { topics: [{ name: topic, partitionIndexes: [partition] }] });
    return answer.topics[0]?.partitions[0]?.activeProducers.find((active) => active.producerId === producerId);
  }
}

const producersRemembered = 10_000;
const noTopicId = new Uint8Array(16);
/** By the topic's id: a topic that is deleted and made again begins anew. */
const placeOf = (topicId: Uint8Array, partition: number): string => `${Buffer.from(topicId).toString("hex")}/${partition}`;
