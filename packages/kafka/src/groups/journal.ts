// `__consumer_offsets`: the compacted topic that holds what groups must not forget, in Kafka's own layout. Its records
// say by the version in front of their key what they are about; whoever knows that kind replays them. Records of a
// transaction (offsets, KIP-98) count from its marker on. Simplified: one partition holds all groups.
import { ByteReader, type Clock } from "@millrace/core";
import { batchesIn, encodeBatch, type LocalLog, type RecordInput, RecordReader } from "@millrace/log";

export const offsetsTopic = "__consumer_offsets";
const partition = 0;
const readBytes = 1 << 20;
/** Records of one append are split into batches of at most so many, or so many bytes: well below what the log takes. */
const recordsPerBatch = 100;
const bytesPerBatch = 256 << 10;
const sequences = 2 ** 31;

export interface JournalRecord {
  readonly key: Uint8Array;
  /** null forgets the key. */
  readonly value: Uint8Array | null;
}

/** A record as it is read back. */
export interface ReplayedRecord {
  /** The version in front of the key, and what follows it. */
  readonly kind: number;
  readonly key: ByteReader;
  readonly value: Uint8Array | undefined;
  readonly position: number;
  /** Of the transaction that it belongs to, else -1. */
  readonly producerId: number;
}

export interface Replay {
  record(record: ReplayedRecord): void;
  transactionEnded(producerId: number, committed: boolean): void;
}

export interface Producer {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export class GroupJournal {
  readonly #log: LocalLog;
  readonly #clock: Clock;
  /** What the log expects next of a producer that has batches here in an open transaction. */
  readonly #sequences = new Map<number, { readonly producerEpoch: number; next: number }>();

  private constructor(log: LocalLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  static async open(log: LocalLog, clock: Clock, segmentBytes: number): Promise<GroupJournal> {
    if (log.topic(offsetsTopic) === undefined) {
      const config = { "cleanup.policy": "compact", "segment.bytes": String(segmentBytes) };
      await log.createTopic({ name: offsetsTopic, partitions: 1, config, internal: true });
    }
    return new GroupJournal(log, clock);
  }

  /** Resolves with the position of the first record when all are durable. With a producer: part of its transaction. */
  async append(records: readonly JournalRecord[], producer?: Producer): Promise<number> {
    const timestampMs = this.#clock.now();
    const batches = chunks(records).map((chunk) => {
      const inputs = chunk.map(({ key, value }): RecordInput => ({ key, value, timestampMs }));
      if (producer === undefined) return encodeBatch({ records: inputs });
      return encodeBatch({ records: inputs, ...producer, baseSequence: this.#takeSequence(producer, chunk.length), transactional: true });
    });
    try {
      const { baseOffset } = await this.#log.append(offsetsTopic, partition, batches.length === 1 ? batches[0]! : Buffer.concat(batches));
      return baseOffset;
    } catch (error) {
      if (producer !== undefined) this.#sequences.delete(producer.producerId);
      throw error;
    }
  }

  /** Its marker is in the log, which says from now on what comes next. */
  transactionEnded(producerId: number): void {
    this.#sequences.delete(producerId);
  }

  async replay(replay: Replay): Promise<void> {
    const { start, end } = this.#log.offsets(offsetsTopic, partition);
    let next = start;
    while (next < end) {
      const { bytes } = await this.#log.read(offsetsTopic, partition, next, { maxBytes: readBytes });
      if (bytes.length === 0) return;
      for (const { at, header } of batchesIn(bytes)) {
        if (header.lastOffset < next) continue;
        next = header.lastOffset + 1;
        const reader = new RecordReader(bytes, at);
        while (reader.next()) {
          if (header.control) replayMarker(reader, replay);
          else replayRecord(reader, header.transactional ? header.producerId : -1, replay);
        }
      }
    }
  }

  #takeSequence({ producerId, producerEpoch }: Producer, count: number): number {
    let sequence = this.#sequences.get(producerId);
    if (sequence?.producerEpoch !== producerEpoch) {
      const known = this.#log.producer(offsetsTopic, partition, producerId);
      sequence = { producerEpoch, next: known?.producerEpoch === producerEpoch ? (known.lastSequence + 1) % sequences : 0 };
      this.#sequences.set(producerId, sequence);
    }
    const first = sequence.next;
    sequence.next = (first + count) % sequences;
    return first;
  }
}

function chunks(records: readonly JournalRecord[]): JournalRecord[][] {
  const found: JournalRecord[][] = [[]];
  let bytes = 0;
  for (const record of records) {
    const size = record.key.length + (record.value?.length ?? 0);
    if (found.at(-1)!.length > 0 && (found.at(-1)!.length === recordsPerBatch || bytes + size > bytesPerBatch)) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1)!.push(record);
    bytes += size;
  }
  return found;
}

function replayRecord(reader: RecordReader, producerId: number, replay: Replay): void {
  const bytes = reader.key();
  if (bytes === undefined || bytes.length < 2) return;
  const key = new ByteReader(bytes);
  replay.record({ kind: key.int16(), key, value: reader.value(), position: reader.offset, producerId });
}

/** The key of a marker is its version and its type: 0 abort, 1 commit. */
function replayMarker(reader: RecordReader, replay: Replay): void {
  const key = reader.key();
  if (key === undefined || key.length < 4) return;
  replay.transactionEnded(reader.header.producerId, new ByteReader(key, 2).int16() === 1);
}
