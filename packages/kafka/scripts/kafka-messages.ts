// Every message and version that can be held against Kafka's own serializers, and how those call it.
import { apis, messages } from "../definitions/index.ts";
import { makeApi, makeMessage, type Message } from "./model.ts";

export interface KafkaMessage {
  readonly message: Message;
  readonly version: number;
  /** Of Kafka's class, which may count versions in its own way. */
  readonly kafkaName: string;
  readonly kafkaVersion: number;
}

export const allMessages: readonly Message[] = [
  ...apis.map(makeApi).flatMap(({ request, response }) => [request, response]),
  ...messages.map(makeMessage),
];

/** Produce 0-2 are advertised for librdkafka's sake, but Kafka 4 has no serializer for them. */
const firstVersions: Readonly<Record<string, number>> = { ProduceRequest: 3, ProduceResponse: 3 };

/** The version of a key stands in front of it and picks the class. */
function classOf(name: string, version: number): Pick<KafkaMessage, "kafkaName" | "kafkaVersion"> {
  if (name === "GroupMetadataKey") return { kafkaName: name, kafkaVersion: 0 };
  if (name === "OffsetCommitKey") return { kafkaName: version === 0 ? "LegacyOffsetCommitKey" : name, kafkaVersion: 0 };
  return { kafkaName: name, kafkaVersion: version };
}

/**
 * One has a tagged struct whose absence means another thing to Kafka than null (its records are compared in the tests of
 * groups), the other tagged fields that are passed over here: those of KIP-1251.
 */
const leftOut: ReadonlySet<string> = new Set(["ConsumerGroupMemberMetadataValue", "ConsumerGroupCurrentMemberAssignmentValue"]);

export const kafkaMessages: readonly KafkaMessage[] = allMessages.flatMap((message) => {
  if (leftOut.has(message.root.name)) return [];
  const { name } = message.root;
  const first = firstVersions[name] ?? message.versions.from;
  return Array.from({ length: message.versions.to - first + 1 }, (_, index) => {
    const version = first + index;
    return { message, version, ...classOf(name, version) };
  });
});
