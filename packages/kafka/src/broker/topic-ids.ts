// Topic id → topic. The log finds topics by name; newer clients name them by id.
import type { Log, TopicInfo } from "@millrace/log";

const textOf = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString("hex");

export class TopicIds {
  readonly #log: Log;
  readonly #stop: () => void;
  #byId: Map<string, TopicInfo> | undefined;

  constructor(log: Log) {
    this.#log = log;
    this.#stop = log.watch({ topicsChanged: () => (this.#byId = undefined) });
  }

  find(id: Uint8Array): TopicInfo | undefined {
    this.#byId ??= new Map(this.#log.topics().map((topic) => [textOf(topic.id), topic]));
    return this.#byId.get(textOf(id));
  }

  close(): void {
    this.#stop();
  }
}
