// AlterConfigs (33), versions 0-2: replaces all settings of a topic or a group. Broker settings are given when it
// starts.
import { checkTopicConfig } from "@millrace/log";
import { type AlterConfigsRequest, type AlterConfigsResponseInput, apis } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { configRefusal, resourceType } from "./32-describe-configs.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { alterGroupConfig } from "./group-config.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

interface Alteration {
  readonly resourceType: number;
  readonly resourceName: string;
  /** `configOperation` only where settings are altered one by one. */
  readonly configs: readonly { readonly name: string; readonly value: string | null; readonly configOperation?: number }[];
}

const deleteOperation = 1;
const lastOperation = 3;

/** What is wrong with a request, whatever the settings mean. */
function faultOf({ resourceName, configs }: Alteration): string | undefined {
  if (resourceName === "") return "a topic or a group must be named";
  const names = new Set<string>();
  for (const { name, value, configOperation = 0 } of configs) {
    if (names.has(name)) return `setting ${name} stands more than once in the request`;
    names.add(name);
    if (configOperation < 0 || configOperation > lastOperation) return `there is no operation ${configOperation}`;
    if (value === null && configOperation !== deleteOperation) return `setting ${name} has no value`;
  }
  return undefined;
}

/** Works out the new settings of a topic or a group with `change` and sets them. */
export async function alterConfig(
  alteration: Alteration,
  validateOnly: boolean,
  context: RequestContext,
  change: (current: Readonly<Record<string, string>>) => Record<string, string>,
): Promise<AlterConfigsResponseInput["responses"][number]> {
  const { broker } = context;
  const { resourceType: type, resourceName } = alteration;
  const answer = (errorCode: number, errorMessage: string | null) => ({ errorCode, errorMessage, resourceType: type, resourceName });
  const forbidden = configRefusal("alterConfigs", type, resourceName, context);
  if (forbidden !== undefined) return answer(forbidden, `not authorized to change the settings of "${resourceName}"`);
  if (type !== resourceType.topic && type !== resourceType.group) {
    return answer(kafkaError.invalidRequest, "only topics and groups have settings that can be changed");
  }
  const fault = faultOf(alteration);
  if (fault !== undefined) return answer(kafkaError.invalidRequest, fault);
  if (type === resourceType.group) return answer(...(await alterGroupConfig(resourceName, validateOnly, broker, change)));
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
  for (const resource of request.resources) {
    const given = (): Record<string, string> => Object.fromEntries(resource.configs.map(({ name, value }) => [name, value ?? ""]));
    responses.push(await alterConfig(resource, request.validateOnly, context, given));
  }
  return { responses };
}

export const alterConfigsHandler = defineHandler(codecOf(apis, 33), alterConfigs);
