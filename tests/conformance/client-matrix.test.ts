// Clients in other languages, each doing the same things: produce and consume with every codec, consume in a group and
// resume, transactions, administration. What each does is in clients/; what must be seen is here, once.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, python, repository } from "../tools.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

const folder = join(repository, "tests", "conformance", "clients");
const built = mkdtempSync(join(tmpdir(), "millrace-clients-"));
afterAll(() => rmSync(built, { recursive: true, force: true }));

interface Client {
  readonly name: string;
  readonly needs: readonly string[];
  prepare?(): void;
  readonly command: readonly string[];
  readonly codecs: readonly string[];
}

const franz = join(built, "franz");
const clients: readonly Client[] = [
  {
    name: "confluent-kafka-python",
    needs: [python],
    command: [python, join(folder, "confluent_client.py")],
    codecs: ["none", "gzip", "snappy", "lz4", "zstd"],
  },
  {
    name: "kafka-python",
    needs: [python],
    command: [python, join(folder, "kafka_python_client.py")],
    codecs: ["none", "gzip", "snappy", "lz4", "zstd"],
  },
  {
    name: "franz-go",
    needs: ["go"],
    prepare() {
      const ran = spawnSync("go", ["build", "-o", franz, "."], { cwd: join(folder, "franz"), encoding: "utf8" });
      if (ran.status !== 0) throw new Error(`franz-go could not be built: ${ran.stderr}`);
    },
    command: [franz],
    codecs: ["none", "gzip", "snappy", "lz4", "zstd"],
  },
];

const values = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, number) => `${prefix}${number}`);
type Records = { readonly records: readonly (readonly [key: string, value: string, header: string])[] };

for (const client of clients) {
  describeWith({ programs: client.needs }, client.name, () => {
    let broker: ConformanceBroker;
    beforeAll(async () => {
      client.prepare?.();
      broker = await ConformanceBroker.start();
    }, 180_000);
    afterAll(() => broker.close());

    function run<T>(task: Readonly<Record<string, unknown>>): Promise<T> {
      const [program, ...args] = client.command;
      const child = spawn(program!, [...args, JSON.stringify({ brokers: broker.address, ...task })], { stdio: ["ignore", "pipe", "pipe"] });
      let [out, err] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
      return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) =>
          code === 0 ? resolve(JSON.parse(out) as T) : reject(new Error(`${JSON.stringify(task)}: ${err || out}`)),
        );
      });
    }

    it.each(client.codecs)("produces and consumes with codec %s", async (codec) => {
      const topic = `codec-${codec}`;
      await run({ do: "produce", topic, codec, count: 500, prefix: `${codec}-`, idempotent: true });
      const { records } = await run<Records>({ do: "consume", topic, count: 500 });
      expect(records.map(([, value]) => value).sort()).toEqual(values(`${codec}-`, 500).sort());
      expect(new Set(records.map(([key, value]) => `${value.slice(codec.length + 1)}:${key}`))).toEqual(
        new Set(values("", 500).map((number) => `${number}:k${number}`)),
      );
      expect(new Set(records.map(([, , header]) => header))).toEqual(new Set(["matrix"]));
    });

    it("shares partitions between two members, commits, and resumes after the broker's restart", async () => {
      const topic = "shared";
      await run({ do: "produce", topic, codec: "none", count: 400, prefix: "v" });
      const first = await run<{ seen: string[]; assigned: number[] }>({ do: "group", topic, group: "readers", count: 400, members: 2 });
      expect(new Set(first.seen)).toEqual(new Set(values("v", 400)));
      expect(first.assigned.every((partitions) => partitions > 0)).toBe(true);
      await broker.restart();
      await run({ do: "produce", topic, codec: "none", count: 50, prefix: "w" });
      const second = await run<{ seen: string[] }>({ do: "group", topic, group: "readers", count: 50, members: 1 });
      expect(second.seen.sort()).toEqual(values("w", 50).sort());
    });

    it("commits and aborts transactions, of which only the committed are seen, with their position", async () => {
      const topic = "transactional";
      await broker.log.createTopic({ name: topic, partitions: 1 });
      const { position } = await run<{ position: number }>({ do: "transactions", topic, id: "writer", group: "in-transactions" });
      expect(position).toBe(7);
      const committed = await run<Records>({ do: "consume", topic, count: 20, isolation: "read_committed" });
      expect(committed.records.map(([, value]) => value).sort()).toEqual([...values("c", 10), ...values("d", 10)]);
      const all = await run<Records>({ do: "consume", topic, count: 30, isolation: "read_uncommitted" });
      expect(all.records.filter(([, value]) => value.startsWith("a"))).toHaveLength(10);
    });

    it("creates, describes and deletes a topic", async () => {
      expect(await run({ do: "admin", topic: "administered" })).toEqual({ partitions: 3, retention: "1000" });
      expect(broker.log.topic("administered")).toBeUndefined();
    });
  });
}
