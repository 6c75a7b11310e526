// AlterConfigs (33), versions 0-2: replaces all settings of a topic. Broker settings are given when it starts.
import { checkTopicConfig } from "@millrace/log";
import { type AlterConfigsRequest, type AlterConfigsResponseInput, apis } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { configRefusal, resourceType } from "./32-describe-configs.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

export interface ConfigTarget {
  readonly resourceType: number;
  readonly resourceName: string;
}

/** Works out a topic's new settings with `change` and sets them. */
export async function alterTopicConfig(
  target: ConfigTarget,
  validateOnly: boolean,
  context: RequestContext,
  change: (current: Readonly<Record<string, string>>) => Record<string, string>,
): Promise<AlterConfigsResponseInput["responses"][number]> {
  const { broker } = context;
  const { resourceType: type, resourceName } = target;
  const answer = (errorCode: number, errorMessage: string | null) => ({ errorCode, errorMessage, resourceType: type, resourceName });
  const forbidden = configRefusal("alterConfigs", type, resourceName, context);
  if (forbidden !== undefined) return answer(forbidden, `not authorized to change the settings of "${resourceName}"`);
  if (type !== resourceType.topic) return answer(kafkaError.invalidRequest, "only topics have settings that can be changed");
  const topic = broker.log.topic(resourceName);
  if (topic === undefined) return answer(kafkaError.unknownTopicOrPartition, `topic "${resourceName}" does not exist`);
  if (topic.internal) return answer(kafkaError.invalidTopic, `"${resourceName}" is the broker's own`);
  try {
    const config = change(topic.config);
    checkTopicConfig(config);
    if (!validateOnly) await broker.log.configureTopic(resourceName, config);
    return answer(kafkaError.none, null);
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return answer(code, message);
  }
}

async function alterConfigs(request: AlterConfigsRequest, context: RequestContext): Promise<AlterConfigsResponseInput> {
  const responses: AlterConfigsResponseInput["responses"][number][] = [];
  for (const { configs, ...target } of request.resources) {
    const given = (): Record<string, string> =>
      Object.fromEntries(configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
    responses.push(await alterTopicConfig(target, request.validateOnly, context, given));
  }
  return { responses };
}

export const alterConfigsHandler = defineHandler(codecOf(apis, 33), alterConfigs);
