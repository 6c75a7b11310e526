// A topic in memory: what its file says, what its settings mean, its partitions.
import type { TopicInfo } from "../port.ts";
import type { Partition } from "../partition/partition.ts";
import { topicSettings, type TopicSettings } from "./config.ts";

export class Topic {
  readonly id: Uint8Array;
  readonly name: string;
  readonly internal: boolean;
  config: Readonly<Record<string, string>>;
  settings: TopicSettings;
  removed = false;
  /** A change of where its partitions begin that waits for its turn. */
  deletion: { readonly starts: number[]; readonly done: Promise<void> } | undefined;
  readonly partitions: Partition[] = [];

  constructor(file: TopicFile) {
    this.id = Uint8Array.from(Buffer.from(file.id, "hex"));
    this.name = file.name;
    this.internal = file.internal;
    this.config = file.config;
    this.settings = topicSettings(file.config);
  }

  info(): TopicInfo {
    return { name: this.name, id: this.id, partitions: this.partitions.length, config: this.config, internal: this.internal };
  }

  file(): TopicFile {
    const id = Buffer.from(this.id).toString("hex");
    const { name, internal, partitions, config } = this;
    return {
      id,
      name,
      internal,
      partitions: partitions.length,
      config,
      starts: partitions.map(({ deletedBefore }) => deletedBefore),
    };
  }
}

/** `topic.json` in the topic's folder. */
export interface TopicFile {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
  /** Of each partition, the offset before which records were deleted; it may lie inside a segment. */
  readonly starts: readonly number[];
}
