import { expect } from "vitest";
import { batch, codeOf, type PortCases, values } from "./port-case.ts";

const sent = (values: readonly string[], producerId: number, baseSequence: number, producerEpoch = 0): Uint8Array =>
  batch(values, { producerId, producerEpoch, baseSequence });

export const producers: PortCases = {
  "gives producer ids that were never given before": async ({ log }) => {
    const ids = [await log.nextProducerId(), await log.nextProducerId(), await log.nextProducerId()];
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toBeGreaterThanOrEqual(0);
  },
  "writes what a producer sends twice once": async (port) => {
    const { log, name } = port;
    const topic = name("twice");
    await log.createTopic({ name: topic, partitions: 1 });
    const id = await log.nextProducerId();
    expect(await log.append(topic, 0, sent(["a", "b"], id, 0))).toMatchObject({ baseOffset: 0, lastOffset: 1, duplicate: false });
    expect(await log.append(topic, 0, sent(["c"], id, 2))).toMatchObject({ baseOffset: 2, duplicate: false });
    expect(await log.append(topic, 0, sent(["a", "b"], id, 0))).toMatchObject({ baseOffset: 0, lastOffset: 1, duplicate: true });
    expect(await log.append(topic, 0, sent(["c"], id, 2))).toMatchObject({ baseOffset: 2, duplicate: true });
    expect(await values(port, topic)).toEqual(["0:a", "1:b", "2:c"]);
  },
  "refuses a sequence with a gap, and an epoch that is over": async (port) => {
    const { log, name } = port;
    const topic = name("gaps");
    await log.createTopic({ name: topic, partitions: 1 });
    const id = await log.nextProducerId();
    await log.append(topic, 0, sent(["a"], id, 0));
    expect(await codeOf(log.append(topic, 0, sent(["c"], id, 2)))).toBe("log.sequence-gap");
    await log.append(topic, 0, sent(["b"], id, 0, 1));
    expect(await codeOf(log.append(topic, 0, sent(["z"], id, 1, 0)))).toBe("log.producer-fenced");
    expect(await values(port, topic)).toEqual(["0:a", "1:b"]);
  },
  "tells what a producer wrote last": async ({ log, name }) => {
    const topic = name("state");
    await log.createTopic({ name: topic, partitions: 2 });
    const id = await log.nextProducerId();
    expect(log.producer(topic, 0, id)).toBeUndefined();
    await log.append(topic, 0, sent(["a", "b"], id, 0));
    expect(log.producer(topic, 0, id)).toMatchObject({ producerId: id, producerEpoch: 0, lastSequence: 1, lastOffset: 1 });
    expect(log.producer(topic, 1, id)).toBeUndefined();
  },
};
