// Millrace as its users run it: a process of its own, started through the command line.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./tools.ts";

const main = join(repository, "packages", "cli", "bin", "millrace.mjs");

/** Ports of its own for each of the test runner's workers, below those that the system gives to connections. */
const portsEach = 5_000;
const firstPort = 11_000 + (Number(process.env["VITEST_POOL_ID"] ?? 0) % 4) * portsEach;
let portsTaken = process.pid * 61;

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + (portsTaken++ % portsEach);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `millrace-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface RunningMillrace {
  readonly url: string;
  readonly kafka: string;
  readonly pid: number;
  /** What it printed so far. */
  readonly output: () => string;
  /** Milliseconds from spawn to the line that says it is ready. */
  readonly readyMs: number;
  /** SIGKILL: nothing is flushed, nothing is said. */
  kill(): Promise<void>;
  /** Ctrl-C. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface MillraceOptions {
  readonly data: string;
  readonly port?: number;
  readonly kafkaPort?: number;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startMillrace(options: MillraceOptions): Promise<RunningMillrace> {
  const port = options.port ?? (await freePort());
  const kafkaPort = options.kafkaPort ?? (await freePort());
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [main, "start", "--data", options.data, "--port", String(port), "--kafka-port", String(kafkaPort), ...(options.arguments ?? [])],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    },
  );
  let output = "";
  const readyMs = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`Millrace was not ready in 30 s; it said:\n${output}`));
    }, 30_000);
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-100_000);
      if (!/ready in /.test(output)) return;
      clearTimeout(timer);
      resolve(performance.now() - began);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`Millrace ended with ${code} before it was ready:\n${output}`));
    });
  });
  const ended = exited(child);
  return {
    url: `http://127.0.0.1:${port}`,
    kafka: `127.0.0.1:${kafkaPort}`,
    pid: child.pid!,
    output: () => output,
    readyMs,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGINT");
      return await ended;
    },
  };
}

const exited = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on("exit", (code) => resolve(code)));

/** Runs a command of the CLI to its end. */
export function millrace(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const ran = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** The same, without holding up this process. */
export function millraceAsync(...args: readonly string[]): {
  readonly child: ChildProcess;
  readonly done: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
} {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return { child, done: new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err }))) };
}

/** Asks again until the answer is there, or fails with what was seen last. */
export async function eventually<T>(ask: () => Promise<T | undefined>, what: string, withinMs = 30_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** All records of a topic as kcat reads them: one object a record, in order of partition and offset. */
export function kcatRead(
  kafka: string,
  topic: string,
): {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly string[];
}[] {
  const ran = spawnSync("kcat", ["-b", kafka, "-t", topic, "-C", "-e", "-q", "-J", "-X", "fetch.wait.max.ms=20"], {
    encoding: "utf8",
    maxBuffer: 1 << 29,
  });
  if (ran.status !== 0) throw new Error(`kcat ended with ${ran.status}: ${ran.stderr}`);
  return ran.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const record = JSON.parse(line) as {
        partition: number;
        offset: number;
        ts: number;
        key: string | null;
        payload: string | null;
        headers?: string[];
      };
      return {
        partition: record.partition,
        offset: record.offset,
        timestamp: record.ts,
        key: record.key,
        value: record.payload,
        headers: record.headers ?? [],
      };
    })
    .sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}
