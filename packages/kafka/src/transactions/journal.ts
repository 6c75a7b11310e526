// `__transaction_state`: the compacted topic that holds what is known of every transactional id, in Kafka's own layout,
// so that its tools read it: key version 0, value version 1 (KIP-890). A key without a value forgets the id.
// Simplified: one partition holds all ids.
import { ByteReader, ByteWriter } from "@millrace/core";
import { batchesIn, encodeBatch, forEachRecord, type LocalLog, type RecordInput } from "@millrace/log";
import {
  decodeTransactionLogKey,
  decodeTransactionLogValue,
  encodeTransactionLogKey,
  encodeTransactionLogValue,
} from "../generated/index.ts";
import type { TransactionState } from "./states.ts";
import type { Transaction } from "./transaction.ts";

export const transactionTopic = "__transaction_state";
const partition = 0;
const readBytes = 1 << 20;
const keyVersion = 0;
const valueVersion = 1;
/** Kafka's numbers. */
const stateCodes = { Empty: 0, Ongoing: 1, PrepareCommit: 2, PrepareAbort: 3, CompleteCommit: 4, CompleteAbort: 5 } as const;
const stateOf = new Map(Object.entries(stateCodes).map(([name, code]) => [code as number, name as TransactionState]));

export class TransactionJournal {
  readonly #log: LocalLog;

  private constructor(log: LocalLog) {
    this.#log = log;
  }

  static async open(log: LocalLog, segmentBytes: number): Promise<TransactionJournal> {
    if (log.topic(transactionTopic) === undefined) {
      const config = { "cleanup.policy": "compact", "segment.bytes": String(segmentBytes) };
      await log.createTopic({ name: transactionTopic, partitions: 1, config, internal: true });
    }
    return new TransactionJournal(log);
  }

  /** What was written last of each id. */
  async replay(): Promise<Map<string, Transaction>> {
    const found = new Map<string, Transaction>();
    const { start, end } = this.#log.offsets(transactionTopic, partition);
    let next = start;
    while (next < end) {
      const { bytes } = await this.#log.read(transactionTopic, partition, next, { maxBytes: readBytes });
      const before = next;
      for (const { header } of batchesIn(bytes)) next = header.lastOffset + 1;
      if (next === before) break;
      forEachRecord(bytes, (record) => {
        const id = decodeKey(record.key());
        if (id === undefined) return;
        const value = record.value();
        if (value === undefined) return void found.delete(id);
        const transaction = decodeValue(id, value);
        if (transaction !== undefined) found.set(id, transaction);
      });
    }
    return found;
  }

  /** Starts at once, so that the order of calls is the order in the log; resolves when it is durable. */
  write(transaction: Transaction): Promise<unknown> {
    return this.#append({
      key: encodeKey(transaction.transactionalId),
      value: encodeValue(transaction),
      timestampMs: transaction.updateMs,
    });
  }

  forget(transactionalId: string, nowMs: number): Promise<unknown> {
    return this.#append({ key: encodeKey(transactionalId), value: null, timestampMs: nowMs });
  }

  #append(record: RecordInput): Promise<unknown> {
    return this.#log.append(transactionTopic, partition, encodeBatch({ records: [record] }));
  }
}

function encodeKey(transactionalId: string): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(keyVersion);
  encodeTransactionLogKey(writer, { transactionalId }, keyVersion);
  return writer.finish();
}

function decodeKey(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.length < 2) return undefined;
  const reader = new ByteReader(bytes);
  return reader.int16() === keyVersion ? decodeTransactionLogKey(reader, keyVersion).transactionalId : undefined;
}

function encodeValue(transaction: Transaction): Uint8Array {
  const writer = new ByteWriter(128);
  writer.int16(valueVersion);
  encodeTransactionLogValue(
    writer,
    {
      ...transaction,
      transactionTimeoutMs: transaction.timeoutMs,
      transactionStatus: stateCodes[transaction.state],
      transactionPartitions: [...transaction.partitions].map(([topic, partitionIds]) => ({ topic, partitionIds: [...partitionIds] })),
      transactionLastUpdateTimestampMs: transaction.updateMs,
      transactionStartTimestampMs: transaction.startMs,
      clientTransactionVersion: transaction.clientVersion,
    },
    valueVersion,
  );
  return writer.finish();
}

/** `lastProducerEpoch` is not kept, as in Kafka: an InitProducerId sent again across a restart is refused as fenced. */
function decodeValue(transactionalId: string, bytes: Uint8Array): Transaction | undefined {
  const reader = new ByteReader(bytes);
  const version = reader.int16();
  if (version < 0 || version > valueVersion) return undefined;
  const value = decodeTransactionLogValue(reader, version);
  const state = stateOf.get(value.transactionStatus);
  if (state === undefined) return undefined;
  return {
    transactionalId,
    state,
    producerId: value.producerId,
    producerEpoch: value.producerEpoch,
    lastProducerEpoch: -1,
    previousProducerId: value.previousProducerId,
    nextProducerId: value.nextProducerId,
    timeoutMs: value.transactionTimeoutMs,
    partitions: new Map((value.transactionPartitions ?? []).map(({ topic, partitionIds }) => [topic, new Set(partitionIds)])),
    startMs: value.transactionStartTimestampMs,
    updateMs: value.transactionLastUpdateTimestampMs,
    clientVersion: value.clientTransactionVersion >= 2 ? 2 : 0,
  };
}
