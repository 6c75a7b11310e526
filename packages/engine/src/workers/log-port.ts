// The Log through a MessagePort: a worker's `LogAccess` on one side, the main thread's answers on the other. What is
// read and appended is transferred, not copied. Ends of partitions are told unasked, gathered per turn of the main
// thread's loop, so that a busy topic costs one message a turn.
import { asMillraceError, errorFromJson } from "@millrace/core";
import type { ErrorJson } from "@millrace/core";
import type { Log, ReadResult } from "@millrace/log";
import type { MessagePort } from "node:worker_threads";
import { localLogAccess } from "../job/log-access.ts";
import type { LogAccess, TopicWatcher } from "../job/log-access.ts";

type Method = Exclude<keyof LogAccess, "watch">;
type Call = { readonly call: number; readonly method: Method; readonly parts: readonly unknown[] };
type FromWorker = Call | { readonly watch: string } | { readonly unwatch: string };
type Answer = { readonly call: number; readonly value?: unknown; readonly error?: ErrorJson };
type FromMain =
  | Answer
  | { readonly ends: readonly (readonly [topic: string, partition: number, end: number])[] }
  | { readonly changed: string };

/** Buffers of a value that may be given away: those it covers whole. */
function transferable(value: unknown): ArrayBuffer[] {
  if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return [];
  return value.byteLength === value.buffer.byteLength ? [value.buffer] : [];
}

/** On the main thread: answers until the port closes. */
export function serveLog(log: Log, port: MessagePort): void {
  const access = localLogAccess(log);
  const stops = new Map<string, () => void>();
  const ends = new Map<string, readonly [string, number, number]>();
  const tellEnds = (): void => {
    port.postMessage({ ends: [...ends.values()] } satisfies FromMain);
    ends.clear();
  };
  const watcher = (topic: string): TopicWatcher => ({
    end(partition, end) {
      if (ends.size === 0) setImmediate(tellEnds);
      ends.set(`${partition}/${topic}`, [topic, partition, end]);
    },
    changed: () => port.postMessage({ changed: topic } satisfies FromMain),
  });
  const answer = async ({ call, method, parts }: Call): Promise<void> => {
    try {
      const value = await (access[method] as (...parts: readonly unknown[]) => Promise<unknown>)(...parts);
      // What a read returns is a view of a buffer that nobody else holds (the Log's promise), so all of it may go.
      const buffers = method === "read" ? [(value as ReadResult).bytes.buffer] : [];
      port.postMessage({ call, value } satisfies Answer, buffers);
    } catch (error) {
      port.postMessage({ call, error: asMillraceError(error).toJSON() } satisfies Answer);
    }
  };
  port.on("message", (message: FromWorker) => {
    if ("call" in message) void answer(message);
    else if ("watch" in message) stops.set(message.watch, access.watch(message.watch, watcher(message.watch)));
    else {
      stops.get(message.unwatch)?.();
      stops.delete(message.unwatch);
    }
  });
  port.on("close", () => {
    for (const stop of stops.values()) stop();
    stops.clear();
  });
}

/** In a worker. */
export function remoteLogAccess(port: MessagePort): LogAccess {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const watchers = new Map<string, Set<TopicWatcher>>();
  let calls = 0;
  port.on("message", (message: FromMain) => {
    if ("ends" in message) {
      for (const [topic, partition, end] of message.ends) for (const watcher of watchers.get(topic) ?? []) watcher.end(partition, end);
    } else if ("changed" in message) {
      for (const watcher of watchers.get(message.changed) ?? []) watcher.changed();
    } else {
      const call = waiting.get(message.call);
      waiting.delete(message.call);
      if (message.error === undefined) call?.resolve(message.value);
      else call?.reject(errorFromJson(message.error));
    }
  });
  const ask = <M extends Method>(method: M, parts: Parameters<LogAccess[M]>, buffers: ArrayBuffer[] = []): ReturnType<LogAccess[M]> => {
    const call = ++calls;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(call, { resolve, reject }));
    port.postMessage({ call, method, parts } satisfies Call, buffers);
    return answer as ReturnType<LogAccess[M]>;
  };
  return {
    describe: (...parts) => ask("describe", parts),
    createTopic: (...parts) => ask("createTopic", parts),
    read: (...parts) => ask("read", parts),
    append: (topic, partition, batches) => ask("append", [topic, partition, batches], transferable(batches)),
    offsetAt: (...parts) => ask("offsetAt", parts),
    producer: (...parts) => ask("producer", parts),
    nextProducerId: (...parts) => ask("nextProducerId", parts),
    watch(topic, watcher) {
      const interested = watchers.get(topic) ?? new Set<TopicWatcher>();
      if (interested.size === 0) port.postMessage({ watch: topic } satisfies FromWorker);
      watchers.set(topic, interested.add(watcher));
      return () => {
        if (!interested.delete(watcher) || interested.size > 0) return;
        watchers.delete(topic);
        port.postMessage({ unwatch: topic } satisfies FromWorker);
      };
    },
  };
}
