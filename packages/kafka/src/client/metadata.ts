// What is known of the cluster: its nodes, topics, leaders, settings and offsets. Read when the cluster is opened, after
// each change made from here, and again and again; between two readings `topics()` and `offsets()` answer from memory.
import { logErrors, type PartitionOffsets, type TopicInfo } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import type { MetadataResponse, MetadataResponseTopic } from "../protocol/index.ts";
import type { ClusterSecurity } from "./connection.ts";
import { clusterErrors } from "./errors.ts";
import { refused } from "./failures.ts";
import { Node } from "./node.ts";

/** DescribeConfigs tells where a value comes from: this is the topic itself. */
const ownSetting = 1;
const topicResource = 2;
const topicsPerRequest = 500;

interface KnownPartition {
  readonly leader: number;
  offsets: PartitionOffsets;
  bytes: number;
}

export interface KnownTopic {
  readonly info: TopicInfo;
  /** Those that hold when the topic does not say otherwise, too. */
  readonly settings: Readonly<Record<string, string>>;
  readonly partitions: readonly KnownPartition[];
}

export interface MetadataOptions {
  readonly bootstrap: readonly { readonly host: string; readonly port: number }[];
  readonly security: ClusterSecurity;
  readonly clientId: string;
}

const nothing: PartitionOffsets = { start: 0, end: 0, stable: 0 };

export class Metadata {
  readonly #options: MetadataOptions;
  readonly #bootstrap: readonly Node[];
  readonly #nodes = new Map<number, Node>();
  #topics = new Map<string, KnownTopic>();
  #controller = -1;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  clusterId = "";

  constructor(options: MetadataOptions) {
    this.#options = options;
    this.#bootstrap = options.bootstrap.map(({ host, port }) => this.#node(host, port));
  }

  #node(host: string, port: number): Node {
    return new Node(host, port, this.#options.security, this.#options.clientId);
  }

  topics(): KnownTopic[] {
    return [...this.#topics.values()];
  }

  find(name: string): KnownTopic | undefined {
    return this.#topics.get(name);
  }

  partition(name: string, partition: number): KnownPartition {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw logErrors.topicUnknown(name);
    const found = topic.partitions[partition];
    if (found === undefined) throw logErrors.partitionUnknown(name, partition, topic.partitions.length);
    return found;
  }

  nodes(): Node[] {
    return [...this.#nodes.values()];
  }

  node(id: number): Node | undefined {
    return this.#nodes.get(id);
  }

  leader(name: string, partition: number): Node | undefined {
    return this.#nodes.get(this.partition(name, partition).leader);
  }

  get controller(): Node {
    return this.#nodes.get(this.#controller) ?? this.any();
  }

  any(): Node {
    return this.nodes()[0] ?? this.#bootstrap[0]!;
  }

  /** Everything, as it is after this call began. */
  refresh(): Promise<void> {
    if (this.#running === undefined) return (this.#running = this.#load(null).finally(() => (this.#running = undefined)));
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.refresh();
      });
    return this.#next;
  }

  /** One topic, or that it is gone. */
  refreshTopic(name: string): Promise<void> {
    return this.#load([name]);
  }

  async #load(names: readonly string[] | null): Promise<void> {
    const answer = await this.#ask(names);
    if ((answer.errorCode ?? 0) !== 0) throw refused("the list of topics", answer.errorCode);
    this.#takeNodes(answer);
    const there = answer.topics.filter((topic) => topic.name !== null && topic.partitions.length > 0);
    const settings = await this.#settings(there.map((topic) => topic.name!));
    const loaded = new Map<string, KnownTopic>();
    for (const topic of there) loaded.set(topic.name!, this.#known(topic, settings.get(topic.name!) ?? []));
    if (names === null) this.#topics = loaded;
    else
      for (const name of names) {
        const topic = loaded.get(name);
        if (topic === undefined) this.#topics.delete(name);
        else this.#topics.set(name, topic);
      }
    await this.refreshOffsets(loaded);
    await this.#sizes(loaded);
  }

  /** From the first node that answers: those of the cluster, then those that were named at the start. */
  async #ask(names: readonly string[] | null): Promise<MetadataResponse> {
    const topics = names === null ? null : names.map((name) => ({ name, topicId: new Uint8Array(16) }));
    const candidates = [...this.nodes(), ...this.#bootstrap];
    let failure: unknown;
    for (const node of candidates) {
      try {
        return await node.call("Metadata", { topics, allowAutoTopicCreation: false });
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  }

  #takeNodes({ brokers, clusterId, controllerId }: MetadataResponse): void {
    this.clusterId = clusterId ?? "";
    this.#controller = controllerId;
    const seen = new Set(brokers.map((broker) => broker.nodeId));
    for (const [id, node] of this.#nodes) {
      if (seen.has(id)) continue;
      node.close();
      this.#nodes.delete(id);
    }
    for (const { nodeId, host, port } of brokers) {
      const known = this.#nodes.get(nodeId);
      if (known?.host === host && known.port === port) continue;
      known?.close();
      this.#nodes.set(nodeId, this.#bootstrap.find((node) => node.host === host && node.port === port) ?? this.#node(host, port));
    }
  }

  #known(topic: MetadataResponseTopic, settings: readonly Setting[]): KnownTopic {
    const name = topic.name!;
    const before = this.#topics.get(name);
    const same = before !== undefined && Buffer.compare(before.info.id, topic.topicId) === 0;
    const partitions: KnownPartition[] = [];
    for (const { index, leaderId } of topic.partitions) {
      const old = same ? before.partitions[index] : undefined;
      partitions[index] = { leader: leaderId, offsets: old?.offsets ?? nothing, bytes: old?.bytes ?? 0 };
    }
    const own = settings.filter((setting) => setting.own);
    return {
      info: {
        name,
        id: topic.topicId,
        partitions: partitions.length,
        config: Object.fromEntries(own.map((setting) => [setting.name, setting.value])),
        internal: topic.isInternal || name.startsWith("__"),
      },
      settings: Object.fromEntries(settings.map((setting) => [setting.name, setting.value])),
      partitions,
    };
  }

  async #settings(names: readonly string[]): Promise<Map<string, Setting[]>> {
    const found = new Map<string, Setting[]>();
    for (let at = 0; at < names.length; at += topicsPerRequest) {
      const resources = names
        .slice(at, at + topicsPerRequest)
        .map((resourceName) => ({ resourceType: topicResource, resourceName, configurationKeys: null }));
      const { results } = await this.any().call("DescribeConfigs", { resources });
      // A topic that was deleted meanwhile, or whose settings may not be seen, has none here.
      for (const { errorCode, resourceName, configs } of results) {
        if (errorCode !== kafkaError.none) continue;
        const settings = configs.map(({ name, value, configSource }) => ({ name, value: value ?? "", own: configSource === ownSetting }));
        found.set(resourceName, settings);
      }
    }
    return found;
  }

  /** Ends of the partitions as they are now: of these topics, or of all. */
  async refreshOffsets(topics: ReadonlyMap<string, KnownTopic> = this.#topics): Promise<void> {
    await Promise.all([
      this.#listOffsets(topics, earliest, 0, (offsets, start) => ({ ...offsets, start })),
      this.#listOffsets(topics, latest, 0, (offsets, end) => ({ ...offsets, end })),
      this.#listOffsets(topics, latest, 1, (offsets, stable) => ({ ...offsets, stable })),
    ]);
  }

  async #listOffsets(
    topics: ReadonlyMap<string, KnownTopic>,
    timestamp: number,
    isolationLevel: number,
    merge: (offsets: PartitionOffsets, offset: number) => PartitionOffsets,
  ): Promise<void> {
    const byLeader = new Map<number, { name: string; partitions: { index: number; timestamp: number }[] }[]>();
    for (const [name, { partitions }] of topics) {
      for (const [index, { leader }] of partitions.entries()) {
        const list = byLeader.get(leader) ?? [];
        if (list.length === 0) byLeader.set(leader, list);
        if (list.at(-1)?.name !== name) list.push({ name, partitions: [] });
        list.at(-1)!.partitions.push({ index, timestamp });
      }
    }
    for (const [leader, asked] of byLeader) {
      const node = this.#nodes.get(leader);
      if (node === undefined) continue;
      const answer = await node.call("ListOffsets", { replicaId: -1, isolationLevel, topics: asked });
      for (const { name, partitions } of answer.topics) {
        for (const { index, errorCode, offset } of partitions) {
          const known = topics.get(name)?.partitions[index];
          if (known !== undefined && errorCode === kafkaError.none && offset >= 0) known.offsets = merge(known.offsets, offset);
        }
      }
    }
  }

  /** Bytes on disk, where the cluster tells: on the leader of each partition. */
  async #sizes(topics: ReadonlyMap<string, KnownTopic>): Promise<void> {
    const asked = [...topics].map(([topic, { partitions }]) => ({ topic, partitions: partitions.map((_, index) => index) }));
    for (const [id, node] of this.#nodes) {
      if (asked.length === 0 || !node.has("DescribeLogDirs")) continue;
      const { results } = await node.call("DescribeLogDirs", { topics: asked });
      for (const { topics: held } of results) {
        for (const { name, partitions } of held) {
          for (const { partitionIndex, partitionSize, isFutureKey } of partitions) {
            const known = topics.get(name)?.partitions[partitionIndex];
            if (known?.leader === id && !isFutureKey) known.bytes = partitionSize;
          }
        }
      }
    }
  }

  close(): void {
    for (const node of [...this.#bootstrap, ...this.#nodes.values()]) node.close();
  }
}

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly own: boolean;
}

const latest = -1;
const earliest = -2;

/** "host:port,host:port", brackets around IPv6. */
export function parseBootstrap(text: string): { host: string; port: number }[] {
  return text.split(",").map((part) => {
    const match = /^\s*(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})\s*$/.exec(part);
    const port = Number(match?.[3]);
    if (match === null || port < 1 || port > 65_535) throw clusterErrors.unreachable(part.trim(), "an address is HOST:PORT");
    return { host: (match[1] ?? match[2])!, port };
  });
}
