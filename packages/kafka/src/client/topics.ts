// Changes of topics: asked of the controller, done when the cluster's metadata shows it.
import { checkTopicName, logErrors, type TopicInfo, type TopicSpec } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import { topicFailure } from "./failures.ts";
import type { Metadata } from "./metadata.ts";
import { Again, againWhilePassing, patiently, type Patience } from "./retry.ts";

const topicResource = 2;
const operation = { set: 0, delete: 1 } as const;
const timeoutMs = 20_000;

export class Topics {
  readonly #metadata: Metadata;
  readonly #patience: Patience;

  constructor(metadata: Metadata, patience: Patience) {
    this.#metadata = metadata;
    this.#patience = patience;
  }

  /** With the cluster's own number of copies. */
  async create({ name, partitions, config = {} }: TopicSpec): Promise<TopicInfo> {
    checkTopicName(name);
    const configs = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    const topics = [{ name, partitions, replicationFactor: -1, assignments: [], configs }];
    // -1 partitions are the cluster's default there; here a topic says how many it has.
    if (partitions < 1) throw logErrors.partitionCount(name, partitions, "at least 1 is needed");
    await this.#ask(`creating topic "${name}"`, async (attempt) => {
      const answer = await this.#metadata.controller.call("CreateTopics", { topics, timeoutMs });
      const { errorCode, errorMessage } = answer.topics[0]!;
      // The first attempt's answer was lost: what is there is ours.
      if (attempt > 0 && errorCode === kafkaError.topicAlreadyExists) return;
      againWhilePassing(errorCode, errorMessage);
      if (errorCode !== kafkaError.none) throw topicFailure(errorCode, errorMessage, { name, partitions, config });
    });
    await this.#until(name, (topic) => topic !== undefined && topic.partitions === partitions);
    return this.#metadata.find(name)!.info;
  }

  async remove(name: string): Promise<void> {
    await this.#require(name);
    await this.#ask(`deleting topic "${name}"`, async (attempt) => {
      const answer = await this.#metadata.controller.call("DeleteTopics", { topics: [], topicNames: [name], timeoutMs });
      const { errorCode, errorMessage } = answer.responses[0]!;
      if (errorCode === kafkaError.unknownTopicOrPartition && attempt > 0) return;
      if (errorCode === kafkaError.unknownTopicOrPartition) throw logErrors.topicUnknown(name);
      againWhilePassing(errorCode, errorMessage);
      if (errorCode !== kafkaError.none) throw topicFailure(errorCode, errorMessage, { name, partitions: 0, config: {} });
    });
    await this.#until(name, (topic) => topic === undefined);
  }

  /** All of the topic's own settings in one request: those that are not named go back to their defaults. */
  async configure(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    const { config: before } = await this.#require(name);
    const configs = [
      ...Object.entries(config).map(([key, value]) => ({ name: key, configOperation: operation.set, value })),
      ...Object.keys(before)
        .filter((key) => config[key] === undefined)
        .map((key) => ({ name: key, configOperation: operation.delete, value: null })),
    ];
    if (configs.length === 0) return;
    const resources = [{ resourceType: topicResource, resourceName: name, configs }];
    await this.#ask(`the settings of topic "${name}"`, async () => {
      const answer = await this.#metadata.controller.call("IncrementalAlterConfigs", { resources });
      const { errorCode, errorMessage } = answer.responses[0]!;
      if (errorCode === kafkaError.unknownTopicOrPartition) throw logErrors.topicUnknown(name);
      againWhilePassing(errorCode, errorMessage);
      if (errorCode !== kafkaError.none) throw topicFailure(errorCode, errorMessage, { name, partitions: 0, config });
    });
    await this.#until(name, (topic) => topic !== undefined && sameSettings(topic.config, config));
  }

  async addPartitions(name: string, partitions: number): Promise<void> {
    const before = await this.#require(name);
    if (partitions <= before.partitions) throw logErrors.partitionCount(name, partitions, `it has ${before.partitions} already`);
    await this.#ask(`new partitions of topic "${name}"`, async (attempt) => {
      const topics = [{ name, count: partitions, assignments: null }];
      const answer = await this.#metadata.controller.call("CreatePartitions", { topics, timeoutMs, validateOnly: false });
      const { errorCode, errorMessage } = answer.results[0]!;
      if (attempt > 0 && errorCode === kafkaError.invalidPartitions && this.#metadata.find(name)?.info.partitions === partitions) return;
      if (errorCode === kafkaError.unknownTopicOrPartition) throw logErrors.topicUnknown(name);
      againWhilePassing(errorCode, errorMessage);
      if (errorCode !== kafkaError.none) throw topicFailure(errorCode, errorMessage, { name, partitions, config: {} });
    });
    await this.#until(name, (topic) => topic?.partitions === partitions);
  }

  async #require(name: string): Promise<TopicInfo> {
    await this.#ask(`topic "${name}"`, () => this.#metadata.refreshTopic(name));
    const topic = this.#metadata.find(name);
    if (topic === undefined) throw logErrors.topicUnknown(name);
    return topic.info;
  }

  #ask(what: string, step: (attempt: number) => Promise<void>): Promise<void> {
    return patiently(this.#patience, what, step, () => this.#metadata.refresh());
  }

  /** Waits until the change is seen: a controller answers before every broker knows. */
  async #until(name: string, done: (topic: TopicInfo | undefined) => boolean): Promise<void> {
    const look = async (): Promise<void> => {
      await this.#metadata.refreshTopic(name);
      const topic = this.#metadata.find(name);
      if (!done(topic?.info) || topic?.partitions.some(({ leader }) => leader < 0) === true) throw new Again(kafkaError.leaderNotAvailable);
    };
    await patiently(this.#patience, `the change of topic "${name}"`, look, async () => undefined);
  }
}

function sameSettings(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}
