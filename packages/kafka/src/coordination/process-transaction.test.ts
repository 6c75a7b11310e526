// What a caller in this process meets that tests/conformance/log-port does not ask of every adapter.
import { ManualClock } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import { readCommitted } from "../transactions/raw-producer.ts";

const clock = new ManualClock();
let memory: MemoryBroker;
beforeEach(async () => {
  memory = await MemoryBroker.start({}, [], { clock });
  await memory.log.createTopic({ name: "t", partitions: 2 });
});
afterEach(() => memory.close());
const coded = (code: string): unknown => expect.objectContaining({ code });
const batch = (value: string) => encodeBatch({ records: [{ value }] });

describe("a transaction in this process", () => {
  it("counts all at once, appends sent together and several batches in one too", async () => {
    const { coordination } = memory.broker;
    for (const round of ["first", "second"]) {
      const transaction = await coordination.transaction("mine");
      await Promise.all([
        transaction.append("t", 0, batch(`${round} a`)),
        transaction.append("t", 0, Buffer.concat([batch(`${round} b`), batch(`${round} c`)])),
        transaction.append("t", 1, batch(`${round} d`)),
      ]);
      await transaction.commitPositions("g", [{ topic: "t", partition: 0, offset: round.length }]);
      await transaction.commit();
    }
    const client = await memory.client();
    expect(await readCommitted(client, "t")).toEqual(["first a", "first b", "first c", "second a", "second b", "second c"]);
    expect(await readCommitted(client, "t", 1)).toEqual(["first d", "second d"]);
    expect(await coordination.positions("g")).toEqual([{ topic: "t", partition: 0, offset: 6 }]);
  });

  it("goes on after an append that was refused", async () => {
    const transaction = await memory.broker.coordination.transaction("mine");
    await transaction.append("t", 0, batch("a"));
    await expect(transaction.append("t", 0, batch("x".repeat(2_000_000)))).rejects.toEqual(coded("log.record-too-large"));
    await expect(transaction.append("t", 0, new Uint8Array(70))).rejects.toEqual(coded("log.batch-invalid"));
    await expect(transaction.append("t", 9, batch("x"))).rejects.toEqual(coded("log.partition-unknown"));
    await transaction.append("t", 0, batch("b"));
    await transaction.commit();
    expect(await readCommitted(await memory.client(), "t")).toEqual(["a", "b"]);
  });

  it("is taken back when its time is up", async () => {
    const transaction = await memory.broker.coordination.transaction("mine", { timeoutMs: 1_000 });
    await transaction.append("t", 0, batch("late"));
    clock.advance(20_000);
    await expect(transaction.append("t", 0, batch("later"))).rejects.toEqual(coded("coordination.transaction-fenced"));
    await expect(transaction.commit()).rejects.toEqual(coded("coordination.transaction-fenced"));
    expect(await readCommitted(await memory.client(), "t")).toEqual([]);
  });

  it("is refused with an id or a time-out that no producer may have (kafka.transaction-refused)", async () => {
    const { coordination } = memory.broker;
    await expect(coordination.transaction("")).rejects.toEqual(coded("kafka.transaction-refused"));
    await expect(coordination.transaction("mine", { timeoutMs: 1e9 })).rejects.toEqual(coded("kafka.transaction-refused"));
    const transaction = await coordination.transaction("mine");
    await expect(transaction.commitPositions("g", [{ topic: "t", partition: 0, offset: -1 }])).rejects.toEqual(
      coded("kafka.position-negative"),
    );
    await expect(transaction.commitPositions("", [{ topic: "t", partition: 0, offset: 1 }])).rejects.toEqual(coded("kafka.group-refused"));
  });
});
