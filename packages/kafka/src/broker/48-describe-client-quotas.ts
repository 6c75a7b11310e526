// DescribeClientQuotas (48), versions 0-1: quotas whose entities have the named parts; with `strict` and no others.
import { apis, type DescribeClientQuotasRequest, type DescribeClientQuotasResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { type EntityPart, partsOf } from "../security/quota/quota-change.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const matchTypes = { exact: 0, default: 1, specified: 2 } as const;
const entityTypes = ["user", "client-id", "ip"];

type Component = DescribeClientQuotasRequest["components"][number];

function finds({ matchType, match }: Component, part: EntityPart): boolean {
  if (matchType === matchTypes.exact) return part.entityName === match;
  return matchType === matchTypes.specified || part.entityName === null;
}

function fault(components: readonly Component[]): { errorCode: number; errorMessage: string } | undefined {
  const invalid = (errorMessage: string) => ({ errorCode: kafkaError.invalidRequest, errorMessage });
  const types = components.map(({ entityType }) => entityType);
  const unknown = types.find((type) => !entityTypes.includes(type));
  if (unknown === "") return invalid("an entity type is empty");
  if (unknown !== undefined) return { errorCode: kafkaError.unsupportedVersion, errorMessage: `there is no entity type "${unknown}"` };
  if (new Set(types).size !== types.length) return invalid("an entity type stands twice");
  if (types.includes("ip") && types.length > 1) return invalid("quotas of an ip have no other part");
  const odd = components.find(({ matchType, match }) =>
    matchType === matchTypes.exact
      ? match === null
      : match !== null || (matchType !== matchTypes.default && matchType !== matchTypes.specified),
  );
  return odd === undefined ? undefined : invalid(`match type ${odd.matchType} does not go with its name`);
}

function describeClientQuotas(request: DescribeClientQuotasRequest, { broker, may }: RequestContext): DescribeClientQuotasResponseInput {
  const { components, strict } = request;
  if (!may("describeConfigs", "cluster", clusterName)) {
    const errorMessage = "not authorized to describe the settings of the cluster";
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage, entries: null };
  }
  const wrong = fault(components);
  if (wrong !== undefined) return { ...wrong, entries: null };
  const entries = [...broker.security.quotas.table.entries()].flatMap(({ entity, values }) => {
    const parts = partsOf(entity);
    if (strict && parts.length !== components.length) return [];
    const found = components.every((component) => parts.some((part) => part.entityType === component.entityType && finds(component, part)));
    return found ? [{ entity: parts, values: Object.entries(values).map(([key, value]) => ({ key, value })) }] : [];
  });
  return { errorCode: kafkaError.none, entries };
}

export const describeClientQuotasHandler = defineHandler(codecOf(apis, 48), describeClientQuotas);
