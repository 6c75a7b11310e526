// One suite for the `Log` port, and every adapter runs it: the log in this process, and a Kafka cluster through the
// client, once on Apache Kafka and once on our own broker. Nothing above the port may see a difference; where an adapter
// differs all the same, a waiver says why.
import { startBroker } from "@millrace/kafka";
import { openCluster } from "@millrace/kafka/client";
import type { Coordination, Log } from "@millrace/log";
import { openMemoryLog } from "@millrace/log/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apacheKafkaNeeds, startApacheKafka } from "../../apache-kafka.ts";
import { describeWith } from "../../tools.ts";
import { ConformanceBroker } from "../kafka-broker.ts";
import { groups, transactions } from "./coordination.ts";
import type { Port, PortCases } from "./port-case.ts";
import { producers } from "./producers.ts";
import { records } from "./records.ts";
import { topics } from "./topics.ts";

const sections: Readonly<Record<string, PortCases>> = { topics, records, producers, groups, transactions };

interface Adapter {
  readonly log: Log;
  readonly coordination?: Coordination;
  refresh?(): Promise<void>;
  close(): Promise<void>;
}

/** By section or case: why it does not hold for this adapter. */
type Waivers = Readonly<Record<string, string>>;

function conforms(open: () => Promise<Adapter>, waivers: Waivers): void {
  let adapter: Adapter;
  let port: Port;
  beforeAll(async () => {
    adapter = await open();
    let names = 0;
    port = {
      log: adapter.log,
      get coordination(): Coordination {
        if (adapter.coordination === undefined) throw new Error("this adapter has no coordination");
        return adapter.coordination;
      },
      name: (stem) => `${stem}-${++names}`,
      refresh: () => adapter.refresh?.() ?? Promise.resolve(),
    };
  });
  afterAll(async () => {
    await adapter?.close();
  });
  it("waives only what there is", () => {
    const known = new Set([...Object.keys(sections), ...Object.values(sections).flatMap((cases) => Object.keys(cases))]);
    expect(Object.keys(waivers).filter((name) => !known.has(name))).toEqual([]);
  });
  for (const [section, cases] of Object.entries(sections)) {
    describe(section, () => {
      for (const [name, run] of Object.entries(cases)) {
        const waiver = waivers[name] ?? waivers[section];
        if (waiver === undefined) it(name, () => run(port));
        else it.skip(`${name} (waived: ${waiver})`, () => undefined);
      }
    });
  }
}

describe("the embedded log", () => {
  conforms(async () => {
    const log = await openMemoryLog();
    const broker = await startBroker({ log, port: 0 });
    const close = async (): Promise<void> => {
      await broker.close();
      await log.close();
    };
    return { log, coordination: broker.coordination, close };
  }, {});
});

const clusterAdapter = async (bootstrap: string, closeServer: () => void | Promise<void>): Promise<Adapter> => {
  const cluster = await openCluster({ bootstrap, patienceMs: 10_000, endsMs: 50 });
  const close = async (): Promise<void> => {
    await cluster.close();
    await closeServer();
  };
  return { log: cluster, coordination: cluster, refresh: () => cluster.refresh(), close };
};

describe("a cluster: our own broker", () => {
  conforms(async () => {
    const broker = await ConformanceBroker.start();
    return clusterAdapter(broker.address, () => broker.close());
  }, {});
});

describeWith(apacheKafkaNeeds, "a cluster: Apache Kafka", () => {
  conforms(async () => {
    const kafka = await startApacheKafka();
    return clusterAdapter(kafka.address, () => kafka.stop());
  }, {});
});
