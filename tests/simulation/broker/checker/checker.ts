// The judge of a simulated run. It knows what clients asked and what they were answered, nothing of the broker.
import { committedRecords, type Aborted } from "./isolation.ts";
import { GroupHistory } from "./groups.ts";
import { type Ends, PartitionHistory, type SeenBatch } from "./partition.ts";
import { must, placeOf, type Sent, type Transaction } from "./records.ts";

export interface FetchedPart {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly committedOnly: boolean;
  readonly batches: readonly SeenBatch[];
  readonly ends: Ends;
  readonly aborted: readonly Aborted[];
  /** The ends that were known when the request was sent. */
  readonly before: Ends;
}

export class Checker {
  readonly #partitions = new Map<string, PartitionHistory>();
  readonly #groups = new Map<string, GroupHistory>();
  readonly #sent: Sent[] = [];
  readonly transactions: Transaction[] = [];

  topic(name: string, partitions: number, compacted: boolean): void {
    for (let index = 0; index < partitions; index++) {
      const place = placeOf(name, index);
      this.#partitions.set(place, new PartitionHistory(place, compacted));
    }
  }

  partition(topic: string, partition: number): PartitionHistory {
    return this.#partitions.get(placeOf(topic, partition))!;
  }

  partitions(): Iterable<PartitionHistory> {
    return this.#partitions.values();
  }

  group(name: string): GroupHistory {
    let group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, (group = new GroupHistory(name)));
    return group;
  }

  sending(record: Omit<Sent, "id" | "fate" | "offset">): Sent {
    const sent: Sent = { ...record, id: this.#sent.length, fate: "sent", offset: -1 };
    this.#sent.push(sent);
    this.partition(sent.topic, sent.partition).add(sent);
    return sent;
  }

  find(id: number): Sent {
    const sent = this.#sent[id];
    must(sent !== undefined, () => `record ${id} was never sent`);
    return sent;
  }

  /** `baseOffset` is -1 when the broker knows only that it has them. */
  acknowledged(sents: readonly Sent[], baseOffset: number): void {
    for (const [index, sent] of sents.entries()) {
      sent.fate = "acknowledged";
      if (baseOffset >= 0) this.partition(sent.topic, sent.partition).place(sent, baseOffset + index);
    }
  }

  refused(sents: readonly Sent[]): void {
    for (const sent of sents) {
      must(sent.offset < 0, () => `record ${sent.id} was refused and is at offset ${sent.offset}`);
      sent.fate = "refused";
    }
  }

  begin(name: string): Transaction {
    const transaction: Transaction = { name, outcome: "open", seen: false, hidden: false };
    this.transactions.push(transaction);
    return transaction;
  }

  /** The end that its producer was told of. */
  ended(transaction: Transaction, outcome: "committed" | "aborted" | "unknown"): void {
    transaction.outcome = outcome;
    must(outcome !== "aborted" || !transaction.seen, () => `${transaction.name} was aborted after it was shown`);
    must(outcome !== "committed" || !transaction.hidden, () => `${transaction.name} was committed after it was left out`);
  }

  /** Every record, its fate and its place. */
  summary(): string {
    return this.#sent.map(({ id, fate, offset }) => `${id} ${fate} ${offset}`).join("\n");
  }

  floorOf(topic: string, partition: number): Ends {
    return { ...this.partition(topic, partition).floor };
  }

  /** Returns the visible records and where to read on. */
  fetched(part: FetchedPart): { readonly visible: readonly Sent[]; readonly next: number } {
    const history = this.partition(part.topic, part.partition);
    history.ends(part.ends, part.before);
    const next = history.batches(part.batches, part.from);
    const { high, stable } = part.ends;
    const end = part.committedOnly ? stable : high;
    must(part.batches.length === 0 || next <= end, () => `${history.name}: a read shows ${next - 1}, beyond its end ${end}`);
    if (part.committedOnly) return { visible: committedRecords(part.batches, part.aborted), next };
    return { visible: part.batches.flatMap(({ records }) => records.map(({ sent }) => sent)), next };
  }
}
