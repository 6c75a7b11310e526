// Consumer groups of both protocols with Apache's own Java client (java/Groups.java): KIP-848 with every assignor,
// static members and expressions, and a group that goes from one protocol to the other and back.
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { JavaProgram } from "./java.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

const topic = "java-groups";
const partitions = 6;

describeWith({ programs: ["java", "javac", "mvn"] }, "groups of Apache's Java client", () => {
  let conformance: ConformanceBroker;
  let java: JavaProgram;
  beforeAll(async () => {
    conformance = await ConformanceBroker.start({ groupConsumerHeartbeatIntervalMs: 200 });
    await conformance.log.createTopic({ name: topic, partitions });
    for (let partition = 0; partition < partitions; partition++) {
      await conformance.log.append(
        topic,
        partition,
        encodeBatch({ records: Array.from({ length: 100 }, (_, index) => ({ value: `${index}` })) }),
      );
    }
    java = await JavaProgram.start("millrace.Groups", conformance.address);
  });
  afterAll(async () => {
    await java?.stop();
    await conformance.close();
  });

  it.each(["consumer", "consumer:uniform", "consumer:range", "classic"])(
    "share partitions evenly, never one twice, with %s",
    async (protocol) => {
      expect(await java.ask(`members ${protocol} ${topic} sharing-${protocol}`)).toBe("ok 6 3+3 2+2+2 3+3");
    },
  );

  it("give a static member its partitions back without a new epoch", async () => {
    expect(await java.ask(`static ${topic} static-group`)).toBe("ok true 0");
  });

  it("subscribe by an expression that the broker resolves", async () => {
    await conformance.log.createTopic({ name: "java-groups-more", partitions: 2 });
    expect(await java.ask("pattern java-gr.*s pattern-one 6")).toBe("ok [java-groups]");
    expect(await java.ask("pattern java-groups.* pattern-two 8")).toBe("ok [java-groups, java-groups-more]");
    expect(await java.ask("pattern [ pattern-none 1")).toMatch(/^failed InvalidRegularExpression/);
    await conformance.log.deleteTopic("java-groups-more");
  });

  it("move from one protocol to the other and back, and go on where they were, across a restart too", async () => {
    expect(await java.ask(`consume classic ${topic} moving 100`)).toBe("ok 100 100");
    expect(await java.ask(`consume consumer ${topic} moving 100`)).toBe("ok 100 100");
    await conformance.restart();
    expect(await java.ask(`consume consumer ${topic} moving 100`)).toBe("ok 100 100");
    expect(await java.ask(`consume classic ${topic} moving 300`)).toBe("ok 300 300");
    const committed = conformance.broker.groups().find(({ groupId }) => groupId === "moving")!.offsets;
    expect(committed.map(({ offset }) => offset)).toEqual(Array.from({ length: partitions }, () => 100));
  });

  it.each(["classic", "classic:eager"])(
    "change their protocol one %s member after the other and back, and lose and double nothing",
    async (protocol) => {
      await conformance.log.createTopic({ name: `rolling-${protocol.length}`, partitions });
      const said = await java.ask(`rolling ${protocol} consumer rolling-${protocol.length} rolled-${protocol.length}`);
      expect(said).toBe("ok true 0 0");
      expect(conformance.broker.groups().find(({ groupId }) => groupId === `rolled-${protocol.length}`)!.type).toBe("classic");
    },
  );

  it("are described and listed with their kind, and deleted when they are empty", async () => {
    expect(await java.ask("describe consumer described-consumer")).toBe(
      "ok Consumer Stable uniform 1 java-groups 6 Consumer Stable Empty 0",
    );
    const classic = "ok Classic Stable cooperative-sticky 1 java-groups 6 Classic Stable Empty 0";
    expect(await java.ask("describe classic described-classic")).toBe(classic);
    for (const kind of ["consumer", "classic"]) expect(await java.ask(`delete described-${kind}`)).toBe("ok deleted");
    expect(await java.ask("delete described-consumer")).toMatch(/^failed GroupIdNotFound/);
  });

  it.each(["consumer", "classic"])(
    "have offsets that an administrator sets and deletes, but not under the feet of a %s member",
    async (protocol) => {
      expect(await java.ask(`offsets ${protocol} offsets-${protocol}`)).toBe("ok 5 five GroupSubscribedToTopicException [java-groups-1]");
    },
  );

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
