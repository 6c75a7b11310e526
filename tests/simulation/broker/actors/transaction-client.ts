// A transactional producer as clients are: it names partitions first (before KIP-890) or leaves that to the broker,
// sends again what was not answered, and gives up when it is told that it must.
import { must, type Sent, type Transaction } from "../checker/records.ts";
import type { Client } from "../client.ts";
import { encodeSent } from "../records.ts";
import { zeroUuid } from "../uuid.ts";
import { isRetriable, kafka, newClient, type World } from "../world.ts";
import { isGone } from "./brief.ts";
import type { Place } from "./consumer.ts";
import { ignoreGone } from "./producer.ts";

export type Style = "named" | "implicit";

const triesMax = 30;
const nobody = { producerId: -1, producerEpoch: -1 };
const timeoutMs = 3_000;
/** There is somebody newer, or the transaction is over: this one cannot go on. */
const isFinal = (code: number): boolean =>
  [
    kafka.invalidProducerEpoch,
    kafka.producerFenced,
    kafka.invalidTxnState,
    kafka.outOfOrderSequence,
    kafka.invalidProducerIdMapping,
    kafka.transactionAbortable,
    kafka.unknownTopicOrPartition,
  ].some((one) => one === code);

interface GroupMember {
  readonly memberId: string;
  readonly generationId: number;
  readonly groupInstanceId: string | null;
}
const outsider: GroupMember = { memberId: "", generationId: -1, groupInstanceId: null };
/** The group has gone on without this member, or has become one of the newer protocol. */
const groupFaults: readonly number[] = [
  kafka.illegalGeneration,
  kafka.unknownMemberId,
  kafka.fencedInstanceId,
  kafka.staleMemberEpoch,
  kafka.groupIdNotFound,
];

export class TransactionClient {
  readonly client: Client;
  readonly #world: World;
  readonly #id: string;
  readonly #style: Style;
  #identity = nobody;
  #sequences = new Map<string, number>();
  #named = new Set<string>();
  #transaction: Transaction | undefined;
  #count = 0;

  constructor(world: World, id: string, style: Style) {
    this.client = newClient(world);
    this.#world = world;
    this.#id = id;
    this.#style = style;
  }

  get identity(): string {
    return `${this.#id}/${this.#identity.producerId}/${this.#identity.producerEpoch}`;
  }

  /** Ends what an earlier one with this id left open. Who was one itself may say so and go on (KIP-360), unless it was fenced. */
  async init(): Promise<boolean> {
    const goesOn = this.#identity.producerId >= 0 && this.#world.random.below(2) === 0;
    const expected = goesOn ? this.#identity : nobody;
    const request = { transactionalId: this.#id, transactionTimeoutMs: timeoutMs, ...expected };
    const version = this.#style === "named" ? 4 : 5;
    const answer = await this.#ask(
      () => this.client.request("InitProducerId", version, request),
      (one) => one.errorCode,
    );
    if (answer?.errorCode === 0) this.#take(answer);
    else this.#identity = nobody;
    return answer?.errorCode === 0;
  }

  begin(): Transaction {
    this.#named.clear();
    return (this.#transaction = this.#world.checker.begin(`${this.identity} of ${this.#world.name}, transaction ${this.#count++}`));
  }

  /** True when all of it is durable, or its topic is there no more. */
  async send(topic: string, partition: number, sents: readonly Sent[], valueBytes: number): Promise<boolean> {
    const { checker, clock } = this.#world;
    const named = this.#style === "implicit" ? kafka.none : await this.#name(topic, partition);
    if (named !== kafka.none) {
      checker.refused(sents);
      return named === kafka.unknownTopicOrPartition;
    }
    const askedAt = clock.monotonic();
    const place = `${topic}/${partition}`;
    const baseSequence = this.#sequences.get(place) ?? 0;
    const records = encodeSent(sents, valueBytes, clock.now(), { ...this.#identity, baseSequence });
    const topics = [{ name: topic, topicId: zeroUuid, partitions: [{ index: partition, records }] }];
    const request = { transactionalId: this.#id, acks: -1, timeoutMs: 1_000, topics };
    const version = this.#style === "named" ? 11 : 12;
    let unanswered = false;
    const produce = async () => {
      const answer = await this.client.request("Produce", version, request).catch(ignoreGone);
      const part = answer?.responses[0]?.partitions[0];
      unanswered ||= part === undefined || isRetriable(part.errorCode);
      return part;
    };
    const part = await this.#ask(produce, (one) => one.errorCode);
    if (part === undefined) return false;
    if (isGone(this.#world, topic, part.errorCode, askedAt)) return true;
    if (part.errorCode !== 0 && part.errorCode !== kafka.duplicateSequence) {
      if (!unanswered) checker.refused(sents);
      return false;
    }
    this.#sequences.set(place, baseSequence + sents.length);
    checker.acknowledged(sents, part.baseOffset);
    return true;
  }

  /** An offset of a group that counts with the transaction. `commitId` is how it is known again. */
  async commitOffset(groupId: string, topic: string, partition: number, offset: number, commitId: string): Promise<boolean> {
    return (await this.commitOffsetAs(outsider, groupId, { topic, partition }, offset, commitId)) === kafka.none;
  }

  /** As a member of the group (KIP-447), or as nobody. What the answer is; undefined without one. */
  async commitOffsetAs(
    member: GroupMember,
    groupId: string,
    { topic, partition }: Place,
    offset: number,
    commitId: string,
  ): Promise<number | undefined> {
    const { checker, clock } = this.#world;
    const base = { transactionalId: this.#id, ...this.#identity, groupId };
    if (this.#style === "named") {
      const added = await this.#ask(
        () => this.client.request("AddOffsetsToTxn", 3, base),
        (one) => one.errorCode,
      );
      if (added?.errorCode !== 0) return added?.errorCode;
    }
    const commit = {
      id: commitId,
      offset,
      sentAt: clock.monotonic(),
      acknowledgedAt: Infinity,
      refused: false,
      transaction: this.#transaction,
    };
    checker.group(groupId).committing(partition, commit);
    const partitions = [{ partitionIndex: partition, committedOffset: offset, committedMetadata: commitId }];
    const request = { ...base, ...member, topics: [{ name: topic, partitions }] };
    const version = this.#style === "named" ? 3 : 5;
    const answer = await this.#ask(
      () => this.client.request("TxnOffsetCommit", version, request),
      (one) => one.topics[0]!.partitions[0]!.errorCode,
      member === outsider ? [] : groupFaults,
    );
    const errorCode = answer?.topics[0]!.partitions[0]!.errorCode;
    if (errorCode === 0) this.#offsets.push(commit);
    return errorCode;
  }
  #offsets: { acknowledgedAt: number }[] = [];

  /** True when the broker said that it is done. */
  async end(committed: boolean): Promise<boolean> {
    const { checker, clock } = this.#world;
    const transaction = this.#transaction!;
    const offsets = this.#offsets.splice(0);
    transaction.outcome = committed ? "committing" : "aborting";
    const request = { transactionalId: this.#id, ...this.#identity, committed };
    let unanswered = false;
    const ask = async () => {
      const answer = await this.client.request("EndTxn", this.#style === "named" ? 3 : 5, request).catch(ignoreGone);
      unanswered ||= answer === undefined || isRetriable(answer.errorCode);
      return answer;
    };
    const answer = await this.#ask(ask, (one) => one.errorCode);
    if (answer?.errorCode === 0) {
      checker.ended(transaction, committed ? "committed" : "aborted");
      if (committed) for (const commit of offsets) commit.acknowledgedAt = clock.monotonic();
      if (this.#style === "implicit") this.#take(answer);
      return true;
    }
    if (committed) transaction.outcome = unanswered || answer === undefined ? "unknown" : "aborting";
    return false;
  }

  /** It will never ask for the end: whatever happens, nobody may see it. */
  abandon(): void {
    this.#transaction!.outcome = "aborting";
    this.#offsets = [];
  }

  /** Adds a partition to the transaction; what the answer is, undefined without one. */
  async #name(topic: string, partition: number): Promise<number | undefined> {
    if (this.#named.has(`${topic}/${partition}`)) return kafka.none;
    const askedAt = this.#world.clock.monotonic();
    const { producerId, producerEpoch } = this.#identity;
    const request = {
      v3AndBelowTransactionalId: this.#id,
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
    };
    const codeOf = (answer: Awaited<ReturnType<typeof ask>>): number =>
      answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode;
    const ask = () => this.client.request("AddPartitionsToTxn", 3, request);
    const answer = await this.#ask(ask, codeOf);
    if (answer === undefined || isGone(this.#world, topic, codeOf(answer), askedAt)) return answer && codeOf(answer);
    if (codeOf(answer) === 0) this.#named.add(`${topic}/${partition}`);
    return codeOf(answer);
  }

  /** Asks until there is an answer that another try would not change. */
  async #ask<Answer>(
    ask: () => Promise<Answer | undefined>,
    codeOf: (answer: Answer) => number,
    faults: readonly number[] = [],
  ): Promise<Answer | undefined> {
    const { clock, random, name } = this.#world;
    for (let tries = 0; tries < triesMax; tries++) {
      const answer = await ask().catch(ignoreGone);
      if (answer !== undefined) {
        const code = codeOf(answer);
        if (code === 0 || code === kafka.duplicateSequence || isFinal(code) || faults.includes(code)) return answer;
        must(isRetriable(code), () => `${name}: ${this.identity} was refused with ${code}`);
      }
      await clock.sleep(20 + random.below(60));
    }
    return undefined;
  }

  #take({ producerId, producerEpoch }: { readonly producerId: number; readonly producerEpoch: number }): void {
    if (producerId !== this.#identity.producerId || producerEpoch !== this.#identity.producerEpoch) this.#sequences = new Map();
    this.#identity = { producerId, producerEpoch };
  }
}
