import { encodeBatch, forEachRecord } from "@millrace/log";
import { openMemoryLog } from "@millrace/log/simulation";
import { expect, it } from "vitest";
import { localLogAccess } from "./log-access.ts";

it("shows a job what is committed, and tells it when that becomes more", async () => {
  const log = await openMemoryLog();
  await log.createTopic({ name: "t", partitions: 1 });
  const access = localLogAccess(log);
  const ends: number[] = [];
  access.watch("t", { end: (_partition, end) => void ends.push(end), changed: () => undefined });
  const send = (value: string, producerId = -1): Promise<unknown> =>
    log.append(
      "t",
      0,
      encodeBatch({
        records: [{ value }],
        ...(producerId < 0 ? {} : { producerId, producerEpoch: 0, baseSequence: 0, transactional: true }),
      }),
    );
  const end = (producerId: number, committed: boolean): Promise<unknown> =>
    log.endTransaction("t", 0, { producerId, producerEpoch: 0, coordinatorEpoch: 0, committed });
  const values = async (): Promise<string[]> => {
    const found: string[] = [];
    const { bytes } = await access.read("t", 0, 0, 10_000);
    forEachRecord(bytes, (record) => void found.push(Buffer.from(record.value()!).toString()));
    return found;
  };
  await send("plain");
  await send("aborted", 1);
  await send("open", 2);
  await send("behind");
  expect([await access.describe("t"), await values()]).toEqual([[{ start: 0, end: 1 }], ["plain"]]);
  await end(1, false);
  expect([await access.describe("t"), await values()]).toEqual([[{ start: 0, end: 2 }], ["plain"]]);
  await end(2, true);
  expect((await access.read("t", 0, 0, 10_000)).endOffset).toBe(6);
  expect(await values()).toEqual(["plain", "open", "behind"]);
  expect(ends).toEqual([1, 1, 1, 1, 2, 6]);
  await log.close();
});
