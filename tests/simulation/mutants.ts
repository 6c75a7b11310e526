// Deliberate bugs, each of which the simulated broker must find. `find` stands exactly once in its file: when the code
// around it changes, scripts/mutants.ts fails until this table has followed.

export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Found so soon that every check of the tree can afford it. */
  readonly quick?: true;
}

const log = "packages/log/src";
const kafka = "packages/kafka/src";

export const mutants: readonly Mutant[] = [
  {
    name: "appends are not synced",
    file: `${log}/committer.ts`,
    find: "      else await this.#sync(file);\n",
    replace: "",
    quick: true,
  },
  {
    name: "appends are acknowledged and shown before the sync is over",
    file: `${log}/committer.ts`,
    find: "      else await this.#sync(file);\n",
    replace: "      else this.#sync(file).catch(() => undefined);\n",
  },
  {
    name: "a sync that fails is tried again",
    file: `${log}/committer.ts`,
    find: "      else await this.#sync(file);\n",
    replace: "      else await file.sync().catch(() => file.sync());\n",
  },
  {
    name: "what recovery found behind the recovery point is not written again",
    file: `${log}/partition/recovery.ts`,
    find: "if (uncertainFrom >= 0) await writeAgain(file, uncertainFrom, segment.bytes);",
    replace: "",
  },
  {
    name: "a torn tail is counted, not cut",
    file: `${log}/partition/recovery.ts`,
    find: "if (sizeBytes > segment.bytes) await file.truncate(segment.bytes);",
    replace: "",
  },
  {
    name: "the first offset after a recovery is one that was given already",
    file: `${log}/partition/recovery.ts`,
    find: "  partition.nextOffset = active.nextOffset;\n",
    replace: "  partition.nextOffset = Math.max(active.baseOffset, active.nextOffset - 1);\n",
    quick: true,
  },
  {
    name: "a sequence number that was there is taken again",
    file: `${log}/partition/producers.ts`,
    find: "  if (!sentBefore || !isBehind(expected, baseSequence) || !isBehind(expected, last))\n",
    replace: "  if (sentBefore && isBehind(expected, baseSequence)) return undefined;\n  if (!sentBefore || !isBehind(expected, last))\n",
    quick: true,
  },
  {
    name: "a gap in the sequence numbers is taken",
    file: `${log}/partition/producers.ts`,
    find: "    throw logErrors.sequenceGap(producerId, expected, baseSequence);\n  return (",
    replace: "    return undefined;\n  return (",
  },
  {
    name: "producers are forgotten in a restart",
    file: `${log}/partition/recovery.ts`,
    find: "  for (const entry of point?.producers ?? []) partition.producers.restore(entry.producerId, entry);\n",
    replace: "",
  },
  {
    name: "reads see what is not durable",
    file: `${log}/embedded-log.ts`,
    find: "return { ...read, startOffset: from.startOffset, endOffset: from.endOffset };",
    replace: "return { ...read, startOffset: from.startOffset, endOffset: from.nextOffset };",
  },
  {
    name: "a deletion of records is acknowledged before it is durable",
    file: `${log}/embedded-log.ts`,
    find: "if (start > from.startOffset) await this.#topics.deleteRecords(from, start, this.#committer);",
    replace:
      "if (start > from.startOffset) void this.#topics.deleteRecords(from, start, this.#committer).catch(() => undefined);\n    from.deletedBefore = start;",
  },
  {
    name: "a deletion of records takes a segment too many",
    file: `${log}/retention.ts`,
    find: "if (!tooMuch && !this.#isOver(partition, segment)) break;",
    replace: "if (!tooMuch && !this.#isOver(partition, segment) && segment.baseOffset >= partition.deletedBefore) break;",
  },
  {
    name: "compaction drops the last record of a key",
    file: `${log}/compaction/kept-batch.ts`,
    find: "if (rule.table.get(record.bytes, record.keyStart, record.keyLength) > record.offset) return false;",
    replace: "if (rule.table.get(record.bytes, record.keyStart, record.keyLength) >= record.offset) return false;",
    quick: true,
  },
  {
    name: "compaction lets an aborted record take the place of a committed one",
    file: `${log}/compaction/cleaner.ts`,
    find: "      if (aborted.drops(header)) continue;\n",
    replace: "      if (aborted.drops(header) && header.control) continue;\n",
  },
  {
    name: "what the disk brings is not checked",
    file: `${log}/batch/check.ts`,
    find: "  if (view.getUint32(at + batchField.crc) !== batchCrc(bytes, at, size)) return `a batch has a wrong CRC-32C`;\n",
    replace: "",
  },
  {
    name: "a commit of offsets is acknowledged before it is durable",
    file: `${kafka}/groups/offsets.ts`,
    find: "    const position = await this.#journal.append(commits.map(recordOf));\n",
    replace:
      "    const position = Number.MAX_SAFE_INTEGER;\n    void this.#journal.append(commits.map(recordOf)).catch(() => undefined);\n",
    quick: true,
  },
  {
    name: "offsets are not read back after a restart",
    file: `${kafka}/groups/offsets.ts`,
    find: "    if (producerId < 0) this.#apply(commit);\n",
    replace: "    if (producerId < 0) return;\n",
  },
  {
    name: "every member gets what the first one was given",
    file: `${kafka}/groups/classic/group.ts`,
    find: "member.assignment = given.get(member.id) ?? noAssignment;",
    replace: "member.assignment = [...given.values()][0] ?? noAssignment;",
  },
  {
    name: "a member of an earlier generation may commit",
    file: `${kafka}/groups/classic/group.ts`,
    find: "    return generationId === this.generationId ? undefined : kafkaError.illegalGeneration;",
    replace: "    return generationId <= this.generationId ? undefined : kafkaError.illegalGeneration;",
  },
  {
    name: "the last stable offset is the end",
    file: `${log}/partition/partition.ts`,
    find: "    return Math.max(this.startOffset, this.open.first?.firstOffset ?? this.endOffset);",
    replace: "    return this.endOffset;",
    quick: true,
  },
  {
    name: "the list of aborted transactions is forgotten",
    file: `${log}/reading.ts`,
    find: "    return found.sort((left, right) => left.firstOffset - right.firstOffset);",
    replace: "    return [];",
    quick: true,
  },
  {
    name: "transactions that are open are forgotten in a restart",
    file: `${log}/partition/recovery.ts`,
    find: "  partition.open.restore(partition.producers.entries(), partition.endOffset);\n",
    replace: "",
  },
  {
    name: "a producer that was fenced may go on",
    file: `${kafka}/transactions/coordinator.ts`,
    find: "  return transaction.producerEpoch === producerEpoch ? kafkaError.none : kafkaError.producerFenced;",
    replace: "  return transaction.producerEpoch >= producerEpoch ? kafkaError.none : kafkaError.producerFenced;",
  },
  {
    name: "the end of a transaction is not kept before its markers are written",
    file: `${kafka}/transactions/coordinator.ts`,
    find: "    const errorCode = await this.#keep(decided, before);\n",
    replace:
      "    const errorCode: number = kafkaError.none;\n    this.#transactions.set(decided.transactionalId, decided);\n    void before;\n",
  },
  {
    name: "transactions that were decided are not ended after a restart",
    file: `${kafka}/transactions/coordinator.ts`,
    find: "    await Promise.all(decided.map((transaction) => this.#complete(transaction)));\n",
    replace: "    void decided;\n",
  },
  {
    name: "records that no transaction knows of stay open after a restart",
    file: `${kafka}/transactions/recovery.ts`,
    find: "    if (owner !== undefined && hasPartition(owner, topic, index)) continue;\n",
    replace: "    if (owner !== undefined || hasPartition(owner!, topic, index)) continue;\n",
  },
  {
    name: "transactions never take too long",
    file: `${kafka}/transactions/coordinator.ts`,
    find: "now - startMs > timeoutMs && reactions",
    replace: "now - startMs > 1e9 * timeoutMs && reactions",
  },
  {
    name: "a new producer does not end what the one before left open",
    file: `${kafka}/transactions/coordinator.ts`,
    find: '    if (reaction === "fence") return this.#fence(before).then(() => refused(kafkaError.concurrentTransactions));\n    if (reaction !== "bump")',
    replace: '    if (reaction !== "bump" && reaction !== "fence")',
  },
  {
    name: "offsets of a transaction count when it is aborted",
    file: `${kafka}/groups/offsets.ts`,
    find: "if (committed && (later === undefined",
    replace: "if ((later === undefined",
  },
  {
    name: "offsets of a transaction count at once",
    file: `${kafka}/groups/offsets.ts`,
    find: "this.#pending.add(producer.producerId, { ...commit, position: position + index })",
    replace: "this.#apply({ ...commit, position: position + index })",
  },
  {
    name: "offsets of an open transaction are forgotten in a restart",
    file: `${kafka}/groups/offsets.ts`,
    find: "    else this.#pending.add(producerId, commit);\n",
    replace: "",
  },
  {
    name: "a partition is free before its member has let it go",
    file: `${kafka}/groups/consumer/reconcile.ts`,
    find: "  if (revoking.size > 0 && holds(owned, revoking)) {",
    replace: "  if (revoking.size > 1_000 && holds(owned, revoking)) {",
  },
  {
    name: "a member that has left may commit",
    file: `${kafka}/groups/consumer/group.ts`,
    find: "    if (member === undefined) return kafkaError.unknownMemberId;\n    return member.epoch",
    replace: "    if (member === undefined) return kafkaError.none;\n    return member.epoch",
  },
  {
    name: "what members are told is not kept before",
    file: `${kafka}/groups/consumer/group.ts`,
    find: "    await this.#saved;\n",
    replace: "    void this.#saved.catch(() => undefined);\n",
  },
  {
    name: "requests behind a closed connection keep their memory",
    file: `${kafka}/broker/connection.ts`,
    find: "          if (this.#abort.signal.aborted) return;\n",
    replace: "",
  },
  {
    name: "a deletion of a topic is acknowledged before it is durable",
    file: `${log}/topic/store.ts`,
    find: "this.#removed(file));\n    await this.#disk.syncFolder(this.#folder);\n",
    replace: "this.#removed(file));\n",
  },
  {
    name: "a transaction does not end when one of its topics was deleted",
    file: `${kafka}/transactions/markers.ts`,
    find: 'const settled = new Set(["log.topic-unknown", "log.partition-unknown", ',
    replace: "const settled = new Set([",
  },
  {
    name: "a transaction takes offsets of a member whose generation is over",
    file: `${kafka}/broker/28-txn-offset-commit.ts`,
    find: "  return broker.groups.mayCommit(groupId, memberId, groupInstanceId, generationId, true);",
    replace: '  void [memberId, groupInstanceId, generationId];\n  return broker.groups.mayCommit(groupId, "", null, -1, true);',
  },
  {
    name: "what was read ahead is given for any offset",
    file: `${kafka}/broker/read-ahead.ts`,
    find: "  held.offset === offset && ",
    replace: "  ",
  },
];
