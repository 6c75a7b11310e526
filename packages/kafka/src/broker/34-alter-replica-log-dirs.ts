// AlterReplicaLogDirs (34), versions 1-2: there is one data folder, so a partition can only be told to stay in it.
import { type AlterReplicaLogDirsRequest, type AlterReplicaLogDirsResponseInput, apis } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function alterReplicaLogDirs(request: AlterReplicaLogDirsRequest, { broker, may }: RequestContext): AlterReplicaLogDirsResponseInput {
  const { log } = broker;
  const allowed = may("alter", "cluster", clusterName);
  const errorOf = (path: string, topic: string, partition: number): number => {
    if (!allowed) return kafkaError.clusterAuthorizationFailed;
    if (path !== log.folder) return kafkaError.logDirNotFound;
    const there = partition >= 0 && partition < (log.topic(topic)?.partitions ?? 0);
    return there ? kafkaError.none : kafkaError.unknownTopicOrPartition;
  };
  const results = request.dirs.flatMap(({ path, topics }) =>
    topics.map(({ name, partitions }) => ({
      topicName: name,
      partitions: partitions.map((partitionIndex) => ({ partitionIndex, errorCode: errorOf(path, name, partitionIndex) })),
    })),
  );
  return { results };
}

export const alterReplicaLogDirsHandler = defineHandler(codecOf(apis, 34), alterReplicaLogDirs);
