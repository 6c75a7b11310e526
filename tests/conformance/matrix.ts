// The clients in other languages of clients/, each a program that takes one task as JSON and answers with what it saw.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python, repository } from "../tools.ts";

export interface Client {
  readonly name: string;
  readonly needs: readonly string[];
  prepare?(): void;
  readonly command: readonly string[];
  readonly codecs: readonly string[];
  /** Whether it has KIP-848's groups. */
  readonly consumerProtocol: boolean;
}

export type Task = Readonly<Record<string, unknown>>;
/** What "consume" answers. */
export type Records = { readonly records: readonly (readonly [key: string, value: string, header: string])[] };

const folder = join(repository, "tests", "conformance", "clients");
const built = mkdtempSync(join(tmpdir(), "millrace-clients-"));
const franz = join(built, "franz");
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

export const clients: readonly Client[] = [
  {
    name: "confluent-kafka-python",
    needs: [python],
    command: [python, join(folder, "confluent_client.py")],
    codecs,
    consumerProtocol: true,
  },
  {
    name: "kafka-python",
    needs: [python],
    command: [python, join(folder, "kafka_python_client.py")],
    codecs,
    consumerProtocol: false,
  },
  {
    name: "franz-go",
    needs: ["go"],
    prepare() {
      const ran = spawnSync("go", ["build", "-o", franz, "."], { cwd: join(folder, "franz"), encoding: "utf8" });
      if (ran.status !== 0) throw new Error(`franz-go could not be built: ${ran.stderr}`);
    },
    command: [franz],
    codecs,
    consumerProtocol: true,
  },
];

/** Call it after the last test: what was built for them goes. */
export const removeBuilt = (): void => rmSync(built, { recursive: true, force: true });

/** Does what `task` says; fails with what the client said, or when it is not done after so long. */
export function runClient<T>({ command: [program, ...args] }: Client, task: Task, withinMs = 120_000): Promise<T> {
  const child = spawn(program!, [...args, JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"], timeout: withinMs });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(JSON.parse(out) as T);
      reject(new Error(`${String(task["do"])} ${signal === null ? `ended with ${code}` : `had to be stopped`}: ${err || out}`));
    });
  });
}

export const values = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, number) => `${prefix}${number}`);
