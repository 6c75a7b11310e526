// For this package's tests: a registry on a disk in memory, asked by its routes as the platform asks it.
import { MillraceError, assert } from "@millrace/core";
import { batchesIn, decodeRecords } from "@millrace/log";
import type { DecodedRecord, EmbeddedLog } from "@millrace/log";
import { openMemoryLog } from "@millrace/log/simulation";
import type { SimulatedDisk } from "@millrace/log/simulation";
import { systemClock } from "@millrace/core";
import { Registry, registryRoutes } from "./index.ts";
import type { SubjectGuard } from "./index.ts";
import type { Bounds } from "./registry.ts";

export interface TestRegistry {
  readonly log: EmbeddedLog;
  /** `ask("POST /subjects/a/versions?normalize=true", {…})`: the answer, or the code of the refusal. */
  ask(request: string, body?: unknown): Promise<unknown>;
  /** Registers an Avro schema; its id. */
  register(subject: string, schema: unknown, more?: object): Promise<number>;
  /** Keys and values of the topic, as they are. */
  records(): Promise<{ readonly key: string; readonly value: string | null }[]>;
}

const guard: SubjectGuard = { may: () => true, demand: () => undefined };

export async function testRegistry(disk?: SimulatedDisk, bounds?: Bounds): Promise<TestRegistry> {
  const log = await openMemoryLog(disk === undefined ? {} : { disk });
  const registry = new Registry(log, systemClock, bounds);
  const ask: TestRegistry["ask"] = async (request, body) => {
    const [method, address] = request.split(" ") as [string, string];
    const url = new URL(address, "http://registry");
    for (const route of registryRoutes) {
      const params = route.method === method ? matched(route.path, url.pathname) : undefined;
      if (params === undefined) continue;
      return await route
        .answer(registry, { params, query: Object.fromEntries(url.searchParams), body, guard })
        .catch((thrown: unknown) => (thrown instanceof MillraceError ? thrown.code : Promise.reject(thrown as Error)));
    }
    throw new Error(`no route for ${request}`);
  };
  return {
    log,
    ask,
    async register(subject, schema, more = {}) {
      const answer = await ask(`POST /subjects/${encodeURIComponent(subject)}/versions`, { schema: JSON.stringify(schema), ...more });
      assert(typeof answer === "object", String(answer));
      return (answer as { id: number }).id;
    },
    async records() {
      const { start, end } = log.offsets("_schemas", 0);
      const found: DecodedRecord[] = [];
      for (let offset = start; offset < end;) {
        const { bytes } = await log.read("_schemas", 0, offset, { maxBytes: 1 << 20 });
        found.push(...decodeRecords(bytes).filter((record) => record.offset >= offset));
        offset = bytes.length === 0 ? end : Math.max(...[...batchesIn(bytes)].map(({ header }) => header.lastOffset)) + 1;
      }
      const text = (part: Uint8Array | undefined): string => new TextDecoder().decode(part);
      return found.map(({ key, value }) => ({ key: text(key), value: value === undefined ? null : text(value) }));
    },
  };
}

function matched(pattern: string, path: string): Record<string, string> | undefined {
  const [names, parts] = [pattern.split("/"), path.split("/")];
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    if (name.startsWith(":")) params[name.slice(1)] = decodeURIComponent(parts[index]!);
    else if (name !== parts[index]) return undefined;
  }
  return params;
}
