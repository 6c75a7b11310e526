// What groups know of topics: a picture of them that is made anew after topics were created, changed or deleted.
import type { LocalLog } from "@millrace/log";
import { type TopicKey, topicKey } from "./assignment.ts";

export interface KnownTopic {
  readonly key: TopicKey;
  readonly name: string;
  readonly partitions: number;
}

export class TopicsPicture {
  readonly #log: LocalLog;
  #byName: ReadonlyMap<string, KnownTopic> | undefined;
  #byKey: ReadonlyMap<TopicKey, KnownTopic> = new Map();
  /** Counts the changes: groups compare it with what they saw last. */
  version = 0;

  constructor(log: LocalLog) {
    this.#log = log;
  }

  changed(): void {
    this.#byName = undefined;
    this.version++;
  }

  get byName(): ReadonlyMap<string, KnownTopic> {
    if (this.#byName !== undefined) return this.#byName;
    const topics = this.#log.topics().map(({ name, id, partitions }): KnownTopic => ({ key: topicKey(id), name, partitions }));
    this.#byKey = new Map(topics.map((topic) => [topic.key, topic]));
    return (this.#byName = new Map(topics.map((topic) => [topic.name, topic])));
  }

  nameOf(key: TopicKey): string | undefined {
    return this.byName.size === 0 ? undefined : this.#byKey.get(key)?.name;
  }
}
