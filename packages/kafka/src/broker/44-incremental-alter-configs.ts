// IncrementalAlterConfigs (44), versions 0-1: sets, deletes, appends to and subtracts from single settings of a topic
// or a group.
import { MillraceError } from "@millrace/core";
import { topicConfigs } from "@millrace/log";
import {
  apis,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsRequestConfig,
  type IncrementalAlterConfigsResponseInput,
} from "../generated/index.ts";
import { alterConfig } from "./33-alter-configs.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const operation = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

const parts = (list: string): string[] => list.split(",").filter((part) => part !== "");

function applyOne(config: Record<string, string>, { name, configOperation, value }: IncrementalAlterConfigsRequestConfig): void {
  const known: Readonly<Record<string, { readonly default: string; readonly type: string }>> = topicConfigs;
  if (configOperation === operation.delete) {
    delete config[name];
    return;
  }
  if (configOperation === operation.set) {
    config[name] = value ?? "";
    return;
  }
  if (!Object.hasOwn(known, name) || known[name]!.type !== "list") {
    throw new MillraceError("log.config-value", `${name} is not a list, so nothing can be appended or subtracted`);
  }
  const current = parts(config[name] ?? known[name]!.default);
  const given = parts(value ?? "");
  const next =
    configOperation === operation.append ? [...new Set([...current, ...given])] : current.filter((part) => !given.includes(part));
  config[name] = next.join(",");
}

async function incrementalAlterConfigs(
  request: IncrementalAlterConfigsRequest,
  context: RequestContext,
): Promise<IncrementalAlterConfigsResponseInput> {
  const responses: IncrementalAlterConfigsResponseInput["responses"][number][] = [];
  for (const resource of request.resources) {
    const change = (current: Readonly<Record<string, string>>): Record<string, string> => {
      const next = { ...current };
      for (const config of resource.configs) applyOne(next, config);
      return next;
    };
    responses.push(await alterConfig(resource, request.validateOnly, context, change));
  }
  return { responses };
}

export const incrementalAlterConfigsHandler = defineHandler(codecOf(apis, 44), incrementalAlterConfigs);
