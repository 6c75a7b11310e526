// DescribeLogDirs (35), versions 1-5: the one data folder, the bytes of partitions in it, and its file system.
import type { TopicInfo } from "@millrace/log";
import { apis, type DescribeLogDirsRequest, type DescribeLogDirsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type TopicAnswer = DescribeLogDirsResponseInput["results"][number]["topics"][number];

async function describeLogDirs(request: DescribeLogDirsRequest, { broker, may }: RequestContext): Promise<DescribeLogDirsResponseInput> {
  const { log } = broker;
  if (!may("describe", "cluster", clusterName)) return { errorCode: kafkaError.clusterAuthorizationFailed, results: [] };
  const describe = ({ name, partitions }: TopicInfo, wanted?: ReadonlySet<number>): TopicAnswer => ({
    name,
    partitions: Array.from({ length: partitions }, (_, index) => index)
      .filter((index) => wanted?.has(index) ?? true)
      .map((partitionIndex) => ({
        partitionIndex,
        partitionSize: log.size(name, partitionIndex).bytes,
        offsetLag: 0,
        isFutureKey: false,
      })),
  });
  // What is not here is left out, as in Kafka.
  const asked = request.topics?.flatMap(({ topic, partitions }) => {
    const found = log.topic(topic);
    return found === undefined ? [] : [describe(found, new Set(partitions))];
  });
  const topics = asked ?? log.topics().map((topic) => describe(topic));
  return { results: [{ errorCode: kafkaError.none, logDir: log.folder, topics, ...(await log.space()) }] };
}

export const describeLogDirsHandler = defineHandler(codecOf(apis, 35), describeLogDirs);
