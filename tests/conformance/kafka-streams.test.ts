// A Kafka Streams application that counts words exactly once (java/WordCount.java) while the broker and the application
// are killed (kill -9) in the middle of its work. It emits every count: of each word 1, 2, 3 … must be there, none missing
// and none twice. Its inner topics are looked at too: a changelog that is compacted, and a repartition topic that
// Streams empties behind itself.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { seeded } from "@millrace/core";
import { Admin, ConfigResourceTypes } from "@platformatic/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, freePort, kcatRead, type RunningMillrace, startMillrace, temporaryFolder } from "../millrace.ts";
import { describeWith } from "../tools.ts";
import { JavaProgram } from "./java.ts";

const linesPerRound = 1_500;
const wordsPerLine = 8;
const vocabulary = 50;
const partitions = 2;

describeWith({ programs: ["java", "javac", "mvn", "kcat"] }, "Kafka Streams", () => {
  const folder = temporaryFolder("streams");
  const random = seeded(7);
  const expected = new Map<string, number>();
  let ports: { readonly port: number; readonly kafkaPort: number };
  let millrace: RunningMillrace;
  let application: JavaProgram;

  async function startBroker(): Promise<void> {
    millrace = await startMillrace({ data: join(folder.path, "data"), ...ports });
  }
  async function startApplication(): Promise<void> {
    application = await JavaProgram.start("millrace.WordCount", millrace.kafka, join(folder.path, "state"));
  }
  beforeAll(async () => {
    ports = { port: await freePort(), kafkaPort: await freePort() };
    await startBroker();
    for (const name of ["lines", "counts"]) await createTopic(name);
    await startApplication();
    await eventually(async () => ((await application.ask("state")) === "RUNNING" ? true : undefined), "Kafka Streams running", 90_000);
  }, 180_000);
  afterAll(async () => {
    await application?.kill();
    await millrace?.stop();
    folder.remove();
  });

  async function createTopic(name: string): Promise<void> {
    const body = JSON.stringify({ name, partitions });
    const answer = await fetch(`${millrace.url}/topics`, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  function produceRound(): void {
    const lines = Array.from({ length: linesPerRound }, () =>
      Array.from({ length: wordsPerLine }, () => {
        const word = `word${Math.floor(random.next() * random.next() * vocabulary)}`;
        expected.set(word, (expected.get(word) ?? 0) + 1);
        return word;
      }).join(" "),
    );
    const args = ["-b", millrace.kafka, "-P", "-t", "lines", "-X", "enable.idempotence=true"];
    const ran = spawnSync("kcat", args, { encoding: "utf8", input: `${lines.join("\n")}\n` });
    if (ran.status !== 0) throw new Error(ran.stderr);
  }

  /** So many words were given to it. */
  const words = (): number => [...expected.values()].reduce((sum, count) => sum + count, 0);

  /** Of each word, the counts in the order in which they were committed. */
  function counted(): Map<string, number[]> {
    const counts = new Map<string, number[]>();
    for (const { key, value } of read("counts")) counts.set(key!, [...(counts.get(key!) ?? []), Number(value)]);
    return counts;
  }
  const read = (topic: string): ReturnType<typeof kcatRead> => kcatRead(millrace.kafka, topic);
  const killBroker = async (): Promise<void> => {
    await millrace.kill();
    await startBroker();
  };
  const killApplication = async (): Promise<void> => {
    await application.kill();
    await startApplication();
  };
  /** Until it is in the middle of what it was given. */
  const inTheMiddle = (): Promise<unknown> => {
    const before = read("counts").length;
    return eventually(async () => (read("counts").length > before + 100 ? true : undefined), "progress", 90_000);
  };

  it("counts every word once, through kills of the broker and of the application", async () => {
    const killBoth = async (): Promise<void> => {
      await Promise.all([killBroker(), application.kill()]);
      await startApplication();
    };
    const disturbances = [killBroker, killApplication, killBroker, killBoth];
    let inTime = 0;
    for (const disturb of disturbances) {
      produceRound();
      await inTheMiddle();
      if (read("counts").length < words()) inTime++;
      await disturb();
    }
    produceRound();
    // A quick machine may be done before the kill; what is promised holds wherever it falls.
    console.log(`${inTime} of ${disturbances.length} kills fell into the middle of the work`);
    await eventually(async () => (read("counts").length >= words() ? true : undefined), "every count", 120_000);
    const counts = counted();
    const right = new Map([...expected].map(([word, count]) => [word, Array.from({ length: count }, (_, index) => index + 1)]));
    expect(counts).toEqual(right);
    expect(await application.ask("state")).toBe("RUNNING");
  }, 280_000);

  it("keeps its store in a compacted changelog", async () => {
    const changelog = "word-count-counts-changelog";
    const args = ["-b", millrace.kafka, "-t", changelog, "-C", "-e", "-q", "-s", "value=q", "-f", "%k %s\n"];
    const lines = spawnSync("kcat", args, { encoding: "utf8" }).stdout.trim().split("\n");
    const last = new Map(lines.map((line) => [line.split(" ")[0]!, Number(line.split(" ")[1])]));
    expect(last).toEqual(expected);
    const admin = new Admin({ clientId: "looking", bootstrapBrokers: [millrace.kafka] });
    const [described] = await admin.describeConfigs({ resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: changelog }] });
    await admin.close();
    expect(described!.configs.find(({ name }) => name === "cleanup.policy")?.value).toBe("compact");
  });

  it("empties its repartition topic behind itself", async () => {
    const empty = async () => (read("word-count-words-repartition").length === 0 ? true : undefined);
    await eventually(empty, "an empty repartition topic");
  });
});
