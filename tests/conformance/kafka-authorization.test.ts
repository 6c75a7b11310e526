// The table of rights against Apache Kafka's own authorizer: the same requests with the same rules, at both brokers, must
// be refused with the same errors, or not.
import { RawClient } from "@millrace/kafka/raw-client";
import { aclFor, anyAcl, commit, records, type RequestRights, requestRights, type Right } from "@millrace/kafka/request-rights";
import { setPassword } from "@millrace/kafka/users";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { eventually } from "../millrace.ts";
import { describeWith } from "../tools.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

const user = "millrace";
const password = "millrace-secret";
const principal = `User:${user}`;
const refusals: ReadonlySet<number | undefined> = new Set([29, 30, 31, 53]);
const zeroUuid = new Uint8Array(16);
const madeByCases = ["one", "two", "made-by-name"];

const connect = (address: string): Promise<RawClient> => RawClient.connect(Number(address.split(":")[1]));

/** One of the two brokers: an operator who may do everything, and a user who may do what rules allow. */
class Side {
  readonly operator: RawClient;
  readonly member: RawClient;

  private constructor(operator: RawClient, member: RawClient) {
    this.operator = operator;
    this.member = member;
  }

  static async connect(address: string, saslAddress: string): Promise<Side> {
    const member = await connect(saslAddress);
    await member.request("SaslHandshake", 1, { mechanism: "PLAIN" });
    const login = await member.request("SaslAuthenticate", 1, { authBytes: Buffer.from(`\0${user}\0${password}`) });
    if (login.errorCode !== 0) throw new Error(login.errorMessage ?? "");
    return new Side(await connect(address), member);
  }

  /** Exactly these rules, in force. */
  async rules(given: readonly ReturnType<typeof aclFor>[]): Promise<void> {
    const acls = [...new Map(given.map((acl) => [JSON.stringify(acl), acl])).values()];
    await this.operator.request("DeleteAcls", 3, { filters: [anyAcl] });
    await this.#rulesAre(0);
    if (acls.length === 0) return;
    const { results } = await this.operator.request("CreateAcls", 3, { creations: acls });
    expect(results.map(({ errorCode }) => errorCode)).toEqual(acls.map(() => 0));
    await this.#rulesAre(acls.length);
  }

  async #rulesAre(count: number): Promise<void> {
    await eventually(async () => {
      const { resources } = await this.operator.request("DescribeAcls", 3, anyAcl);
      return resources.flatMap(({ acls }) => acls).length === count ? true : undefined;
    }, `${count} rules`);
  }

  /** What the requests of the table are about. */
  async prepare(): Promise<void> {
    const { operator } = this;
    await operator.request("DeleteTopics", 6, {
      topics: madeByCases.map((name) => ({ name, topicId: zeroUuid })),
      topicNames: [],
      timeoutMs: 5000,
    });
    const topics = [{ name: "clicks", partitions: 1, replicationFactor: 1, assignments: [], configs: [] }];
    await operator.request("CreateTopics", 7, { topics, timeoutMs: 5000 });
    await operator.request("FindCoordinator", 4, { key: "", coordinatorKeys: ["readers"] });
    const produce = { transactionalId: null, acks: -1, timeoutMs: 1000 };
    await eventually(async () => {
      const partitions = [{ index: 0, records: records() }];
      const { responses } = await operator.request("Produce", 9, {
        ...produce,
        topics: [{ name: "clicks", topicId: zeroUuid, partitions }],
      });
      return responses[0]!.partitions[0]!.errorCode === 0 ? true : undefined;
    }, "a record");
    await eventually(async () => {
      const answer = await operator.request("OffsetCommit", 8, { ...commit, memberId: "" });
      return answer.topics[0]!.partitions[0]!.errorCode === 0 ? true : undefined;
    }, "a commit");
  }

  async ask(request: RequestRights): Promise<string> {
    const code = await request.run(this.member);
    return refusals.has(code) ? `refused with ${code}` : "not refused";
  }

  close(): void {
    this.operator.close();
    this.member.close();
  }
}

/** No rule, each of the rights alone, all of them, all but with the last one denied, and by prefix, wildcard and for all. */
function ruleSets(rights: readonly Right[]): ReturnType<typeof aclFor>[][] {
  const allowed = rights.map((right) => aclFor(right, 3, principal));
  const prefixed = allowed.map((acl) => ({ ...acl, resourceName: acl.resourceName.slice(0, 2), resourcePatternType: 4 }));
  const sets = [
    [],
    ...(rights.length > 1 ? allowed.map((acl) => [acl]) : []),
    allowed,
    [...allowed, aclFor(rights.at(-1)!, 2, principal)],
    allowed.map((acl) => ({ ...acl, principal: "User:*" })),
    allowed.map((acl) => ({ ...acl, operation: 2 })),
    allowed.map((acl) => ({ ...acl, host: "10.11.12.13" })),
  ];
  const onCluster = rights.some(([, type]) => type === "cluster");
  return onCluster ? sets : [...sets, prefixed, allowed.map((acl) => ({ ...acl, resourceName: "*" }))];
}

describeWith(apacheKafkaNeeds, "rights, beside Apache Kafka", () => {
  let kafka: ApacheKafka;
  let own: ConformanceBroker;
  let sides: { readonly theirs: Side; readonly ours: Side };

  beforeAll(async () => {
    kafka = await startApacheKafka(
      "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer super.users=User:ANONYMOUS",
    );
    own = await ConformanceBroker.start({ superUsers: ["User:ANONYMOUS"] }, { listeners: [{ port: 0, protocol: "SASL_PLAINTEXT" }] });
    const admin = await connect(own.address);
    await setPassword(admin, user, password);
    admin.close();
    const ours = await Side.connect(own.address, `127.0.0.1:${own.broker.listeners.get("SASL_PLAINTEXT")!.port}`);
    sides = { theirs: await Side.connect(kafka.address, kafka.saslAddress), ours };
  });
  afterAll(async () => {
    sides?.theirs.close();
    sides?.ours.close();
    await own?.close();
    kafka?.stop();
  });

  it.each(requestRights)("$title", async (request) => {
    for (const rules of ruleSets(request.rights)) {
      const answer = async (side: Side): Promise<string> => {
        await side.prepare();
        await side.rules(rules);
        return await side.ask(request);
      };
      const own = await answer(sides.ours);
      let theirs = await answer(sides.theirs);
      // Kafka's broker may show a rule that its controller, which some requests are for, has not learned yet.
      for (const until = performance.now() + 10_000; theirs !== own && performance.now() < until;) theirs = await answer(sides.theirs);
      expect(own, JSON.stringify(rules)).toBe(theirs);
    }
  });
});
