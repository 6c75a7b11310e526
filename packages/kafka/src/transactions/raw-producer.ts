// For tests: a transactional producer that says exactly what goes over the wire, in any version, and hands back Kafka's
// error numbers. It counts its sequence numbers, and takes over what it is told about its id and epoch.
import { decodeRecords, encodeBatch, batchesIn } from "@millrace/log";
import type { RawClient } from "../broker/raw-client.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import type { Producer } from "./transaction.ts";

export interface SendOptions {
  readonly version?: number;
  readonly sequence?: number;
  readonly transactional?: boolean;
}

export class RawProducer {
  client: RawClient;
  readonly id: string;
  producerId = -1;
  producerEpoch = -1;
  readonly #sequences = new Map<string, number>();

  constructor(client: RawClient, id: string) {
    this.client = client;
    this.id = id;
  }

  /** The same producer as somebody who knows what it knows now. */
  twin(client = this.client): RawProducer {
    const twin = new RawProducer(client, this.id);
    twin.#take(this);
    return twin;
  }

  async init(options: { readonly version?: number; readonly timeoutMs?: number; readonly expected?: Producer } = {}): Promise<number> {
    const { version = 5, timeoutMs = 60_000, expected = { producerId: -1, producerEpoch: -1 } } = options;
    const request = { ...expected, transactionalId: this.id, transactionTimeoutMs: timeoutMs };
    const answer = await this.client.request("InitProducerId", version, request);
    if (answer.errorCode === kafkaError.none) this.#take(answer);
    return answer.errorCode;
  }

  /** Before KIP-890 every partition is named first. */
  async add(topic: string, partitions: readonly number[], version = 3): Promise<number[]> {
    const answer = await this.client.request("AddPartitionsToTxn", version, {
      v3AndBelowTransactionalId: this.id,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions }],
    });
    return answer.resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) => resultsByPartition.map((one) => one.partitionErrorCode));
  }

  /** As brokers ask each other. */
  async addOrVerify(topic: string, partitions: readonly number[], verifyOnly: boolean, version = 5): Promise<number[]> {
    const { id: transactionalId, producerId, producerEpoch } = this;
    const transactions = [{ transactionalId, producerId, producerEpoch, verifyOnly, topics: [{ name: topic, partitions }] }];
    const answer = await this.client.request("AddPartitionsToTxn", version, { transactions });
    return answer.resultsByTransaction.flatMap(({ topicResults }) =>
      topicResults.flatMap(({ resultsByPartition }) => resultsByPartition.map((one) => one.partitionErrorCode)),
    );
  }

  async send(topic: string, partition: number, values: readonly string[], options: SendOptions = {}): Promise<number> {
    const { version = 12, transactional = true } = options;
    const place = `${topic}/${partition}`;
    const baseSequence = options.sequence ?? this.#sequences.get(place) ?? 0;
    const { producerId, producerEpoch } = this;
    const records = encodeBatch({
      records: values.map((value) => ({ key: "k", value })),
      producerId,
      producerEpoch,
      baseSequence,
      transactional,
    });
    const answer = await this.client.request("Produce", version, {
      transactionalId: this.id,
      acks: -1,
      timeoutMs: 5000,
      topics: [{ name: topic, topicId: zeroUuid, partitions: [{ index: partition, records }] }],
    });
    const { errorCode } = answer.responses[0]!.partitions[0]!;
    if (errorCode === kafkaError.none && options.sequence === undefined) this.#sequences.set(place, baseSequence + values.length);
    return errorCode;
  }

  async addOffsets(groupId: string, version = 3): Promise<number> {
    const { id: transactionalId, producerId, producerEpoch } = this;
    return (await this.client.request("AddOffsetsToTxn", version, { transactionalId, producerId, producerEpoch, groupId })).errorCode;
  }

  async commitOffset(groupId: string, topic: string, partition: number, offset: number, version = 5, memberId = ""): Promise<number> {
    const { id: transactionalId, producerId, producerEpoch } = this;
    const partitions = [{ partitionIndex: partition, committedOffset: offset, committedMetadata: "" }];
    const answer = await this.client.request("TxnOffsetCommit", version, {
      transactionalId,
      producerId,
      producerEpoch,
      groupId,
      memberId,
      generationId: memberId === "" ? -1 : 1,
      topics: [{ name: topic, partitions }],
    });
    return answer.topics[0]!.partitions[0]!.errorCode;
  }

  async end(committed: boolean, version = 5): Promise<number> {
    const { id: transactionalId, producerId, producerEpoch } = this;
    const answer = await this.client.request("EndTxn", version, { transactionalId, producerId, producerEpoch, committed });
    if (answer.errorCode === kafkaError.none && version >= 5) this.#take(answer);
    return answer.errorCode;
  }

  #take({ producerId, producerEpoch }: Producer): void {
    if (producerId !== this.producerId || producerEpoch !== this.producerEpoch) this.#sequences.clear();
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }
}

/** What a consumer with isolation.level=read_committed makes of a partition, by the rule of Kafka's own. */
export async function readCommitted(client: RawClient, topic: string, partition = 0): Promise<string[]> {
  const values: string[] = [];
  for (let offset = 0; ;) {
    const answer = await client.request("Fetch", 11, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1 << 20,
      isolationLevel: 1,
      topics: [{ name: topic, topicId: zeroUuid, partitions: [{ index: partition, fetchOffset: offset, maxBytes: 1 << 20 }] }],
    });
    const { abortedTransactions, records } = answer.responses[0]!.partitions[0]!;
    if (records === null || records.length === 0) return values;
    const begins = [...(abortedTransactions ?? [])].sort((left, right) => left.firstOffset - right.firstOffset);
    const aborted = new Set<number>();
    for (const { at, header } of batchesIn(records)) {
      while (begins.length > 0 && begins[0]!.firstOffset <= header.lastOffset) aborted.add(begins.shift()!.producerId);
      if (header.control) aborted.delete(header.producerId);
      else if (!header.transactional || !aborted.has(header.producerId)) {
        for (const record of decodeRecords(records.subarray(at, at + header.sizeBytes))) {
          if (record.offset >= offset) values.push(Buffer.from(record.value ?? "").toString());
        }
      }
      offset = header.lastOffset + 1;
    }
  }
}
