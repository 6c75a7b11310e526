// A real platform for tests: real log, broker, engine and sockets, on free ports and a folder of its own. The engine
// runs on the test's thread: a worker per test would cost each of them most of a second.
import { systemClock } from "@millrace/core";
import { afterAll, afterEach, expect } from "vitest";
import { temporaryFolder } from "../folder/temporary-folder.ts";
import { startPlatform } from "../start.ts";
import type { Platform, PlatformOptions } from "../start.ts";

interface TestRequest extends Omit<RequestInit, "headers"> {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestPlatform extends Platform {
  request(path: string, init?: TestRequest): Promise<Response>;
  /** The body of an answer that must succeed. */
  get<Body>(path: string): Promise<Body>;
  send<Body>(method: string, path: string, json?: unknown): Promise<Body>;
  sql<Body>(sql: string, more?: Readonly<Record<string, unknown>>): Promise<Body>;
  /** The status and error code of an answer that must fail. */
  failure(
    method: string,
    path: string,
    json?: unknown,
  ): Promise<{ readonly status: number; readonly code: string; readonly message: string; readonly hint?: string }>;
  publish(topic: string, values: readonly unknown[]): Promise<void>;
}

const cleanups: (() => void | Promise<void>)[] = [];

async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

/** Starts one; it is closed and its folder removed after the test, or after the file when `shared`. */
export async function testPlatform(options: Partial<PlatformOptions> = {}): Promise<TestPlatform> {
  const folder = options.dataFolder === undefined ? temporaryFolder() : null;
  const platform = await startPlatform({ port: 0, kafkaPort: 0, dataFolder: folder?.path ?? "", workers: false, ...options });
  if (folder !== null) cleanups.push(() => folder.remove());
  cleanups.push(() => platform.close());
  return withRequests(platform);
}

export function testFolder(): string {
  const folder = temporaryFolder();
  cleanups.push(() => folder.remove());
  return folder.path;
}

export const cleanUpAfterEach = (): void => afterEach(cleanUp);
export const cleanUpAfterAll = (): void => afterAll(cleanUp);

function withRequests(platform: Platform): TestPlatform {
  const request: TestPlatform["request"] = async (path, { json, ...init } = {}) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json), headers: { "content-type": "application/json", ...init.headers } };
    return await fetch(`${platform.url}${path}`, { ...init, ...body });
  };
  const send = async <Body>(method: string, path: string, json?: unknown): Promise<Body> => {
    const response = await request(path, { method, json });
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  };
  return {
    ...platform,
    request,
    send,
    get: (path) => send("GET", path),
    sql: (sql, more = {}) => send("POST", "/sql", { sql, ...more }),
    publish: async (topic, values) =>
      void (await send("POST", `/topics/${topic}/records`, { records: values.map((value) => ({ value })) })),
    async failure(method, path, json) {
      const response = await request(path, { method, json });
      const { error } = (await response.json()) as { error: { code: string; message: string; hint?: string } };
      return { ...error, status: response.status };
    },
  };
}

/** Looks until what `look` says is true, for at most `limitMs`; then the last look speaks for itself. */
export async function eventually(look: () => void | Promise<void>, limitMs = 5_000): Promise<void> {
  const end = systemClock.monotonic() + limitMs;
  for (;;) {
    try {
      return await look();
    } catch (thrown) {
      if (systemClock.monotonic() > end) throw thrown;
      await systemClock.sleep(10);
    }
  }
}
