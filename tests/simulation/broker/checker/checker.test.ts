// The judge of the simulated broker must refuse what must not be; mutants.ts shows the same of whole runs.
import { describe, expect, it } from "vitest";
import { Checker } from "./checker.ts";
import { GroupHistory, type Commit } from "./groups.ts";
import type { SeenBatch } from "./partition.ts";
import type { Sent, Transaction } from "./records.ts";

const events = { topic: "events", partition: 0 };

function checker(): Checker {
  const made = new Checker();
  made.topic("events", 1, false);
  made.topic("state", 1, true);
  return made;
}

function send(to: Checker, more: Partial<Sent> = {}): Sent {
  return to.sending({ ...events, key: undefined, tombstone: false, session: undefined, transaction: undefined, ...more });
}

const batch = (sents: readonly Sent[], baseOffset: number, more: Partial<SeenBatch> = {}): SeenBatch => ({
  baseOffset,
  lastOffset: baseOffset + sents.length - 1,
  producerId: 7,
  transactional: sents[0]?.transaction !== undefined,
  control: false,
  aborts: false,
  records: sents.map((sent, index) => ({ offset: baseOffset + index, sent })),
  ...more,
});

function fetch(from: Checker, batches: readonly SeenBatch[], more: { high?: number; stable?: number; committedOnly?: boolean } = {}) {
  const { high = 100, stable = high, committedOnly = false } = more;
  const before = from.floorOf("events", 0);
  return from.fetched({ ...events, from: 0, committedOnly, batches, ends: { start: 0, high, stable }, aborted: [], before });
}

describe("records", () => {
  it("have one offset, and an offset one record", () => {
    const judge = checker();
    const [one, two] = [send(judge), send(judge)];
    judge.acknowledged([one], 0);
    expect(() => fetch(judge, [batch([two], 0)])).toThrow("offset 0 has records 0 and 1");
    expect(() => fetch(judge, [batch([two, one], 5)])).toThrow();
    expect(() => judge.acknowledged([one], 3)).toThrow("is at offsets 0 and 3");
  });

  it("that were refused are nowhere, and those that were acknowledged somewhere", () => {
    const judge = checker();
    const [refused, lost] = [send(judge), send(judge)];
    judge.refused([refused]);
    expect(() => fetch(judge, [batch([refused], 0)])).toThrow("was refused and is at offset 0");
    judge.acknowledged([lost], -1);
    expect(() => judge.partition("events", 0).whole(0, 0, new Set())).toThrow("was acknowledged and is nowhere");
  });

  it("of one producer keep their order and leave none out", () => {
    const swapped = checker();
    const session = { session: "p/0" };
    const [one, two] = [send(swapped, session), send(swapped, session)];
    fetch(swapped, [batch([two, one], 0)]);
    expect(() => swapped.partition("events", 0).whole(0, 2, new Set([0, 1]))).toThrow("changed places");
    const gap = checker();
    send(gap, session);
    fetch(gap, [batch([send(gap, session)], 0)]);
    expect(() => gap.partition("events", 0).whole(0, 1, new Set([0]))).toThrow("one before it is not");
  });

  it("do not go missing between others, nor the end back", () => {
    const judge = checker();
    const [one, two] = [send(judge), send(judge)];
    fetch(judge, [batch([one, two], 0)], { high: 2 });
    expect(() => fetch(judge, [batch([one], 0), batch([two], 2)], { high: 2 })).toThrow("where 1 is expected");
    expect(() => fetch(judge, [batch([], 0, { lastOffset: 1 })], { high: 2 })).toThrow("is not at offset 0 any more");
    expect(() => fetch(judge, [], { high: 1 })).toThrow("its high went back from 2 to 1");
  });

  it("of a key may go when a newer one is there, and only then", () => {
    const judge = checker();
    const sents = ["a", "b", "a"].map((key) => send(judge, { topic: "state", key }));
    for (const [offset, sent] of sents.entries()) judge.partition("state", 0).place(sent, offset);
    judge.partition("state", 0).whole(0, 3, new Set([1, 2]));
    expect(() => judge.partition("state", 0).whole(0, 3, new Set([0, 2]))).toThrow("removed record 1");
    expect(() => judge.partition("state", 0).whole(0, 3, new Set([0, 1]))).toThrow("removed record 2");
  });
});

describe("transactions", () => {
  function begin(judge: Checker, outcome: Transaction["outcome"]): { transaction: Transaction; sent: Sent } {
    const transaction = judge.begin("t");
    transaction.outcome = outcome;
    return { transaction, sent: send(judge, { transaction }) };
  }

  it.each(["open", "aborting", "aborted"] as const)("are not seen while they are %s", (outcome) => {
    const judge = checker();
    const { sent } = begin(judge, outcome);
    expect(() => fetch(judge, [batch([sent], 0)], { committedOnly: true })).toThrow(`is ${outcome}`);
  });

  it("are seen whole or not at all", () => {
    const judge = checker();
    const { transaction, sent } = begin(judge, "unknown");
    fetch(judge, [batch([sent], 0)], { committedOnly: true });
    const other = send(judge, { transaction });
    const ends = { start: 0, high: 100, stable: 100 };
    const aborted = [{ producerId: 7, firstOffset: 0 }];
    const part = { ...events, from: 1, committedOnly: true, batches: [batch([other], 1)], ends, aborted, before: ends };
    expect(() => judge.fetched(part)).toThrow("t is shown in part");
    expect(() => judge.ended(transaction, "aborted")).toThrow("was aborted after it was shown");
  });

  it("that were committed are seen in the end, and nothing beyond the last stable offset ever", () => {
    const judge = checker();
    const { transaction, sent } = begin(judge, "committing");
    judge.acknowledged([sent], 0);
    judge.ended(transaction, "committed");
    expect(() => judge.partition("events", 0).wholeCommitted(0, 1, new Set())).toThrow("is not shown");
    expect(() => fetch(judge, [batch([sent], 0)], { committedOnly: true, stable: 0 })).toThrow("beyond its end 0");
  });
});

describe("groups", () => {
  const commit = (id: string, sentAt: number, acknowledgedAt: number, more: Partial<Commit> = {}): Commit => {
    return { id, offset: 5, sentAt, acknowledgedAt, refused: false, transaction: undefined, ...more };
  };

  it("have the offset that was committed last", () => {
    const group = new GroupHistory("g");
    group.committing(0, commit("one", 1, 2));
    group.committing(0, commit("two", 3, 4));
    group.committed(0, 5, "two", 5, false);
    expect(() => group.committed(0, 5, "one", 5, false)).toThrow("commit two was acknowledged, and then one counts");
    expect(() => group.committed(0, -1, "", 5, false)).toThrow("and then none counts");
    expect(() => group.committed(0, 5, "three", 5, false)).toThrow("nobody committed");
    group.committing(0, commit("four", 6, Infinity, { refused: true }));
    expect(() => group.committed(0, 5, "four", 7, false)).toThrow("was refused and counts");
  });

  it("give a partition to one member at a time", () => {
    const group = new GroupHistory("g");
    group.assigned("1 of a", "a", [0, 1]);
    expect(() => group.assigned("1 of a", "b", [1])).toThrow("two owners");
    group.owns("a", [0], 10, 100);
    expect(() => group.owns("b", [0], 50, 150)).toThrow("is given to b, and a has it");
    group.owns("b", [0], 101, 200);
    group.releases("b", [0]);
    group.owns("a", [0], 102, 200);
  });

  it("take no commits of generations that are over", () => {
    const group = new GroupHistory("g");
    group.told({ generation: 2, askedAt: 8, at: 10, life: 1, assigned: false });
    group.accepted(1, 1, 5, 9);
    group.accepted(2, 1, 5, 11);
    expect(() => group.accepted(1, 1, 5, 11)).toThrow("generation 1 committed after 2 had begun");
  });
});
