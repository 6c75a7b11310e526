// The topics of an open log: the table in memory and its changes on the disk. Changes run one at a time, between two
// flushes (committer.ts).
import { inLanes, limits } from "@millrace/core";
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import { logErrors } from "./errors.ts";
import { Partition } from "./partition/partition.ts";
import { recoverPartition, type TailCut } from "./partition/recovery.ts";
import { pointKey, readRecoveryPoints, type RecoveryPoints } from "./recovery-points.ts";
import type { TopicSpec } from "./port.ts";
import { remoteSegments } from "./tier/manifest.ts";
import { checkTopicConfig, topicSettings } from "./topic/config.ts";
import { checkTopicName } from "./topic/name.ts";
import { TopicStore } from "./topic/store.ts";
import { Topic, type TopicFile } from "./topic/topic.ts";

/** Partitions that are recovered at once: enough for the disk to gather their syncs. */
const recoveryLanes = 32;
const foldersAtOnce = 50;

export interface LoadEvents {
  readonly damaged?: (thrown: unknown) => undefined;
  readonly recovered?: (partition: Partition) => void;
}

const raise = (thrown: unknown): never => {
  throw thrown;
};

export class Topics {
  readonly #context: LogContext;
  readonly #store: TopicStore;
  readonly #byName = new Map<string, Topic>();

  private constructor(context: LogContext) {
    this.#context = context;
    this.#store = new TopicStore(context.disk, context.folder);
  }

  /** Throws at the first damage, unless someone listens to all of it. */
  static async load(context: LogContext, events: LoadEvents = {}): Promise<{ topics: Topics; cuts: TailCut[] }> {
    const { damaged = raise } = events;
    const topics = new Topics(context);
    const points = await readRecoveryPoints(context.disk, context.folder).catch((thrown: unknown): RecoveryPoints => {
      damaged(thrown);
      return new Map();
    });
    for (const file of await topics.#store.load(damaged)) {
      const topic = topics.#add(file);
      for (const partition of topic.partitions) partition.deletedBefore = file.starts[partition.index] ?? 0;
    }
    const cuts: TailCut[] = [];
    await inLanes(topics.partitions(), recoveryLanes, async (partition) => {
      await context.disk.makeFolder(partition.folder);
      await context.disk.syncFolder(partition.folder);
      const point = points.get(pointKey(partition.topic.id, partition.index));
      const cut = await recoverPartition(context, partition, point).catch(damaged);
      if (cut !== undefined) cuts.push(cut);
      events.recovered?.(partition);
    });
    return { topics, cuts };
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  all(): Topic[] {
    return [...this.#byName.values()];
  }

  *partitions(): Generator<Partition> {
    for (const topic of this.#byName.values()) yield* topic.partitions;
  }

  partition(name: string, index: number): Partition {
    const topic = this.#require(name);
    const partition = topic.partitions[index];
    if (partition === undefined) throw logErrors.partitionUnknown(name, index, topic.partitions.length);
    return partition;
  }

  #require(name: string): Topic {
    const topic = this.#byName.get(name);
    if (topic === undefined) throw logErrors.topicUnknown(name);
    return topic;
  }

  #add(file: TopicFile): Topic {
    const topic = new Topic(file);
    this.#makePartitions(topic, file.partitions);
    this.#byName.set(topic.name, topic);
    return topic;
  }

  #makePartitions(topic: Topic, count: number): void {
    const folder = this.#store.folderOf(topic.name);
    for (let index = topic.partitions.length; index < count; index++) {
      topic.partitions.push(new Partition(topic, index, `${folder}/${index}`, this.#context.config.producersPerPartition));
    }
  }

  /** All that is slow about a new topic: flushes go on meanwhile. `create` makes it known. */
  async prepare(spec: TopicSpec): Promise<TopicFile> {
    checkTopicName(spec.name);
    this.#checkRoom(spec.name);
    checkPartitions(spec.name, spec.partitions, 1);
    const config = spec.config ?? {};
    this.#checkConfig(spec.name, config);
    const file: TopicFile = {
      id: Buffer.from(this.#context.random.uuidBytes()).toString("hex"),
      name: spec.name,
      internal: spec.internal ?? spec.name.startsWith("__"),
      partitions: spec.partitions,
      config: { ...config },
      starts: [],
    };
    await this.#store.prepare(file);
    return file;
  }

  async create(file: TopicFile): Promise<Topic> {
    try {
      // Somebody else may have been faster.
      this.#checkRoom(file.name);
    } catch (thrown) {
      await this.#store.withdraw(file);
      throw thrown;
    }
    await this.#store.publish(file);
    return this.#add(file);
  }

  #checkRoom(name: string): void {
    if (this.#byName.has(name)) throw logErrors.topicExists(name);
    const { topics } = this.#context.config;
    if (this.#byName.size >= topics) throw logErrors.topicLimit(topics);
  }

  /** Answers with what `clear` takes apart. */
  async remove(name: string, committer: Committer): Promise<Topic> {
    const topic = this.#require(name);
    this.#byName.delete(name);
    topic.removed = true;
    const unknown = logErrors.topicUnknown(name);
    for (const partition of topic.partitions) {
      committer.takeBack(partition, unknown);
      partition.waiting.failAll(unknown);
      for (const segment of partition.segments) await this.#context.files.forget(segment.path);
    }
    await this.#store.remove(topic.file());
    this.#context.remote.discard(topic.partitions.flatMap(remoteSegments));
    return topic;
  }

  clear(topic: Topic): Promise<void> {
    return this.#store.clear(topic.file());
  }

  async configure(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    const topic = this.#require(name);
    this.#checkConfig(name, config, topic);
    await this.#store.replace({ ...topic.file(), config: { ...config } });
    topic.config = { ...config };
    topic.settings = topicSettings(config);
  }

  #checkConfig(name: string, config: Readonly<Record<string, string>>, topic?: Topic): void {
    checkTopicConfig(config);
    const before = topic?.settings.remoteStorage === true;
    const { remoteStorage } = topicSettings(config);
    if (remoteStorage && !before && this.#context.remote.store === undefined) throw logErrors.tierMissing();
    if (!remoteStorage && topic?.partitions.some(({ remoteBytes }) => remoteBytes > 0) === true) throw logErrors.tierKept(name);
  }

  /** Folders are made some at a time, so that appends go on in between. `change` runs an exclusive task. */
  async addPartitions(name: string, count: number, change: (action: () => Promise<void>) => Promise<void>): Promise<void> {
    const topic = this.#require(name);
    const check = (): void => {
      if (topic.removed) throw logErrors.topicUnknown(name);
      checkPartitions(name, count, topic.partitions.length + 1);
    };
    check();
    for (let from = topic.partitions.length; from < count; from += foldersAtOnce) {
      await change(() => {
        check();
        return this.#store.makePartitions(name, from, Math.min(count, from + foldersAtOnce));
      });
    }
    await change(async () => {
      check();
      await this.#store.replace({ ...topic.file(), partitions: count });
      this.#makePartitions(topic, count);
    });
  }

  /** Moves where partitions of a topic begin. One replacement of the topic's file serves all that ask before it starts. */
  deleteRecords(partition: Partition, before: number, committer: Committer): Promise<void> {
    const { topic } = partition;
    topic.deletion ??= this.#deletion(topic, committer);
    const { starts } = topic.deletion;
    starts[partition.index] = Math.max(starts[partition.index] ?? 0, before);
    return topic.deletion.done;
  }

  #deletion(topic: Topic, committer: Committer): NonNullable<Topic["deletion"]> {
    const wanted: number[] = [];
    const done = committer.change(async () => {
      topic.deletion = undefined;
      if (topic.removed) throw logErrors.topicUnknown(topic.name);
      const starts = topic.partitions.map(({ deletedBefore, index }) => Math.max(deletedBefore, wanted[index] ?? 0));
      await committer.syncWritten();
      await this.#store.replace({ ...topic.file(), starts });
      for (const [index, start] of starts.entries()) topic.partitions[index]!.deletedBefore = start;
    });
    return { starts: wanted, done };
  }
}

function checkPartitions(name: string, count: number, minimum: number): void {
  const whole = Number.isInteger(count);
  if (!whole || count < minimum) throw logErrors.partitionCount(name, count, `it needs at least ${minimum}`);
  if (count > limits.partitionsPerTopic) throw logErrors.partitionCount(name, count, `at most ${limits.partitionsPerTopic} are allowed`);
}
