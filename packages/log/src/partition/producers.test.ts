import { describe, expect, it } from "vitest";
import { encodeBatch } from "../batch/encode.ts";
import { readBatchHeader, viewOf, type BatchHeader } from "../batch/header.ts";
import { codeOf } from "../testing.ts";
import { Producers } from "./producers.ts";

const last = 2 ** 31 - 1;

function header(sequence: number, offset = -1, { count = 1, epoch = 0, id = 1 } = {}): BatchHeader {
  const records = Array.from({ length: count }, () => ({ value: "x" }));
  const batch = encodeBatch({ records, producerId: id, producerEpoch: epoch, baseSequence: sequence, baseOffset: Math.max(0, offset) });
  return readBatchHeader(viewOf(batch), 0);
}

const include = (producers: Producers, of: BatchHeader): unknown => producers.include(of, 0, undefined);

describe("Producers", () => {
  it("answers any of the last five batches with its offset, an older one without", () => {
    const producers = new Producers(10);
    for (let index = 0; index < 7; index++) include(producers, header(index * 2, 100 + index * 2, { count: 2 }));
    expect(producers.check(header(12, -1, { count: 2 }))).toMatchObject({ baseOffset: 112, lastOffset: 113 });
    expect(producers.check(header(4, -1, { count: 2 }))).toMatchObject({ baseOffset: 104 });
    expect(producers.check(header(2, -1, { count: 2 }))).toEqual({ baseOffset: -1, lastOffset: -1 });
    expect(producers.check(header(14))).toBeUndefined();
  });

  it("refuses a gap, and a batch that only overlaps, with log.sequence-gap", () => {
    const producers = new Producers(10);
    include(producers, header(0, 0, { count: 3 }));
    expect(codeOf(() => producers.check(header(4)))).toBe("log.sequence-gap");
    expect(codeOf(() => producers.check(header(2, -1, { count: 2 })))).toBe("log.sequence-gap");
  });

  it("refuses an old epoch with log.producer-fenced and begins a new one at 0", () => {
    const producers = new Producers(10);
    include(producers, header(0, 0, { epoch: 3 }));
    expect(codeOf(() => producers.check(header(1, -1, { epoch: 2 })))).toBe("log.producer-fenced");
    expect(codeOf(() => producers.check(header(1, -1, { epoch: 4 })))).toBe("log.sequence-gap");
    expect(producers.check(header(0, -1, { epoch: 4 }))).toBeUndefined();
  });

  it("counts on from 0 behind 2^31-1", () => {
    const producers = new Producers(10);
    include(producers, header(last - 1, 0, { count: 2 }));
    expect(producers.check(header(0))).toBeUndefined();
    include(producers, header(0, 2));
    expect(producers.check(header(last - 1, -1, { count: 2 }))).toMatchObject({ baseOffset: 0 });
    expect(codeOf(() => producers.check(header(2)))).toBe("log.sequence-gap");
  });

  it("forgets the one that was silent the longest", () => {
    const producers = new Producers(2);
    for (const id of [1, 2, 1, 3]) include(producers, header(0, producers.get(id) === undefined ? id : 10 + id, { id }));
    producers.trim();
    expect([...producers.entries()].map(({ producerId }) => producerId)).toEqual([1, 3]);
  });
});
