// A transaction on a cluster, by the protocol that every version of Kafka understands: the coordinator is told of each
// partition and group before it is written to, then of the end. Each transaction begins with a new epoch of its id, so
// that nothing which an earlier one left on the way can join it.
import type { AppendResult, GroupPosition, Transaction } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import type { Appending, Producer } from "./appending.ts";
import type { Coordinators } from "./coordinators.ts";
import { coordinationErrors } from "../coordination/errors.ts";
import { refused } from "./failures.ts";
import { checkCommit, positionsByTopic } from "./groups.ts";
import { Again, againWhilePassing } from "./retry.ts";

const fenced: ReadonlySet<number> = new Set([
  kafkaError.invalidProducerEpoch,
  kafkaError.producerFenced,
  kafkaError.invalidProducerIdMapping,
]);

const defaultTimeoutMs = 60_000;

export class ClusterTransaction implements Transaction {
  readonly #id: string;
  readonly #producer: Producer;
  readonly #appending: Appending;
  readonly #coordinators: Coordinators;
  readonly #partitions = new Map<string, Promise<void>>();
  readonly #groups = new Set<string>();
  #ended = false;

  private constructor(id: string, producer: Producer, appending: Appending, coordinators: Coordinators) {
    this.#id = id;
    this.#producer = producer;
    this.#appending = appending;
    this.#coordinators = coordinators;
  }

  static async begin(
    transactionalId: string,
    transactionTimeoutMs: number = defaultTimeoutMs,
    appending: Appending,
    coordinators: Coordinators,
  ): Promise<ClusterTransaction> {
    const what = `transactional id "${transactionalId}"`;
    const { producerId, producerEpoch } = await coordinators.at("transaction", transactionalId, what, async (node) => {
      const answer = await node.call("InitProducerId", { transactionalId, transactionTimeoutMs });
      againWhilePassing(answer.errorCode);
      if (answer.errorCode !== kafkaError.none) throw refused(what, answer.errorCode);
      return answer;
    });
    const producer = { producerId, producerEpoch, transactionalId, sequences: new Map<string, number>() };
    return new ClusterTransaction(transactionalId, producer, appending, coordinators);
  }

  async append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult> {
    this.#checkOpen();
    const place = `${topic}/${partition}`;
    let added = this.#partitions.get(place);
    if (added === undefined) {
      added = this.#addPartition(topic, partition);
      this.#partitions.set(place, added);
    }
    await added;
    try {
      return await this.#appending.append(topic, partition, batches, this.#producer);
    } catch (thrown) {
      if ((thrown as { code?: string }).code === "log.producer-fenced")
        throw coordinationErrors.transactionFenced.with({ cause: thrown }, this.#id);
      throw thrown;
    }
  }

  #addPartition(topic: string, partition: number): Promise<void> {
    return this.#atCoordinator(`a transaction on "${topic}"`, async (node) => {
      const answer = await node.call("AddPartitionsToTxn", {
        v3AndBelowTransactionalId: this.#id,
        v3AndBelowProducerId: this.#producer.producerId,
        v3AndBelowProducerEpoch: this.#producer.producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
      });
      this.#check(`a transaction on "${topic}"`, answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode);
    });
  }

  async commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void> {
    this.#checkOpen();
    const { producerId, producerEpoch } = this.#producer;
    const ids = { transactionalId: this.#id, producerId, producerEpoch, groupId: group };
    if (!this.#groups.has(group)) {
      await this.#atCoordinator(`positions of group "${group}"`, async (node) => {
        this.#check(`positions of group "${group}"`, (await node.call("AddOffsetsToTxn", ids)).errorCode);
      });
      this.#groups.add(group);
    }
    await this.#coordinators.at("group", group, `positions of group "${group}"`, async (node) => {
      const answer = await node.call("TxnOffsetCommit", { ...ids, topics: positionsByTopic(positions) });
      for (const { partitions } of answer.topics) {
        for (const { errorCode } of partitions) {
          if (fenced.has(errorCode)) throw coordinationErrors.transactionFenced(this.#id);
          checkCommit(group, errorCode);
        }
      }
    });
  }

  commit(): Promise<void> {
    return this.#end(true);
  }

  abort(): Promise<void> {
    return this.#end(false);
  }

  /** Resolves when readers see the end of it, where the cluster tells. */
  async #end(committed: boolean): Promise<void> {
    this.#checkOpen();
    this.#ended = true;
    // What was asked but not answered may have been taken note of.
    const added = await Promise.allSettled(this.#partitions.values());
    if (added.length === 0 && this.#groups.size === 0) return;
    const { producerId, producerEpoch } = this.#producer;
    const what = `the end of transaction "${this.#id}"`;
    await this.#atCoordinator(what, async (node) => {
      const { errorCode } = await node.call("EndTxn", { transactionalId: this.#id, producerId, producerEpoch, committed });
      // Nothing had begun: every partition that was asked for was refused.
      if (!committed && errorCode === kafkaError.invalidTxnState) return;
      this.#check(what, errorCode);
    });
    await this.#atCoordinator(what, async (node) => {
      if (!node.has("DescribeTransactions")) return;
      const { transactionStates } = await node.call("DescribeTransactions", { transactionalIds: [this.#id] });
      if (transactionStates[0]?.transactionState.startsWith("Prepare") === true) throw new Again(kafkaError.concurrentTransactions);
    });
  }

  #atCoordinator<T>(what: string, step: Parameters<typeof Coordinators.prototype.at<T>>[3]): Promise<T> {
    return this.#coordinators.at("transaction", this.#id, what, step);
  }

  #check(what: string, errorCode: number): void {
    againWhilePassing(errorCode);
    if (fenced.has(errorCode)) throw coordinationErrors.transactionFenced(this.#id);
    if (errorCode !== kafkaError.none) throw refused(what, errorCode);
  }

  #checkOpen(): void {
    if (this.#ended) throw coordinationErrors.transactionEnded(this.#id);
  }
}
