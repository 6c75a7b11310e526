// What requests must look like, as JSON Schema: checked on the way in (check.ts), shown in /openapi.json, and turned
// into types by typebox, at compile time only: loading it costs 100 ms and 15 MB. `schemas.test.ts` ties each to the
// body of the same name in ../api/types.ts.
import { limits } from "@millrace/core";
import { accessOperations, accessResources } from "../api/access.ts";

const text = { type: "string" } as const;
const topicName = { type: "string", minLength: 1, maxLength: limits.topicNameBytes } as const;
const count = { type: "integer", minimum: 0 } as const;
const settings = { type: "object", additionalProperties: { type: "string" }, maxProperties: 200 } as const;
const sqlText = { type: "string", maxLength: limits.sqlTextBytes } as const;

export const createTopicBody = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: topicName, partitions: { type: "integer", minimum: 1, maximum: limits.partitionsPerTopic }, config: settings },
} as const;

export const configureTopicBody = {
  type: "object",
  additionalProperties: false,
  required: ["config"],
  properties: { config: settings, partitions: { type: "integer", minimum: 1, maximum: limits.partitionsPerTopic } },
} as const;

export const publishBody = {
  type: "object",
  additionalProperties: false,
  required: ["records"],
  properties: {
    records: {
      type: "array",
      maxItems: 100_000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["value"],
        properties: {
          key: { type: ["string", "null"] },
          value: {},
          headers: { type: "object", additionalProperties: { type: "string" }, maxProperties: 1_000 },
          timestampMs: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        },
      },
    },
    partition: { type: "integer", minimum: 0, maximum: limits.partitionsPerTopic },
    producer: {
      type: "object",
      additionalProperties: false,
      required: ["id", "epoch", "sequence"],
      properties: {
        id: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        epoch: { type: "integer", minimum: 0, maximum: 32_767 },
        sequence: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
      },
    },
  },
} as const;

export const sqlBody = {
  type: "object",
  additionalProperties: false,
  required: ["sql"],
  properties: {
    sql: sqlText,
    from: { type: "string", maxLength: 100 },
    until: { type: "string", enum: ["never", "end"] },
    limit: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    options: settings,
  },
} as const;

export const sqlTextBody = {
  type: "object",
  additionalProperties: false,
  required: ["sql"],
  properties: { sql: sqlText, options: settings },
} as const;

export const completeBody = {
  type: "object",
  additionalProperties: false,
  required: ["sql", "offset"],
  properties: { sql: sqlText, offset: count },
} as const;

export const resetBody = {
  type: "object",
  additionalProperties: false,
  required: ["to"],
  properties: {
    to: { type: "string", minLength: 1, maxLength: 60 },
    topic: topicName,
    partition: { type: "integer", minimum: 0, maximum: limits.partitionsPerTopic },
    dryRun: { type: "boolean" },
  },
} as const;

const wordOf = <const Words extends readonly string[]>(words: Words) => ({ type: "string", enum: words }) as const;
const name = { type: "string", minLength: 1, maxLength: 1_000 } as const;
const ruleParts = {
  principal: name,
  host: name,
  operation: wordOf(accessOperations),
  permission: wordOf(["allow", "deny"]),
  resourceType: wordOf(accessResources),
  resourceName: name,
  pattern: wordOf(["literal", "prefixed"]),
} as const;

export const addRulesBody = {
  type: "object",
  additionalProperties: false,
  required: ["rules"],
  properties: {
    rules: {
      type: "array",
      maxItems: 1_000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["principal", "host", "operation", "permission", "resourceType", "resourceName", "pattern"],
        properties: ruleParts,
      },
    },
    dryRun: { type: "boolean" },
  },
} as const;

export const ruleFilterQuery = { type: "object", additionalProperties: false, properties: ruleParts } as const;

const quotaName = { type: ["string", "null"], minLength: 1, maxLength: 1_000 } as const;
export const changeQuotaBody = {
  type: "object",
  additionalProperties: false,
  required: ["values"],
  properties: {
    user: quotaName,
    clientId: quotaName,
    ip: quotaName,
    values: { type: "object", maxProperties: 20, additionalProperties: { type: ["number", "null"] } },
  },
} as const;

export const loginBody = {
  type: "object",
  additionalProperties: false,
  required: ["name", "password"],
  properties: { name: { type: "string", maxLength: 1_000 }, password: { type: "string", maxLength: 1_000 } },
} as const;

export const setUserBody = {
  type: "object",
  additionalProperties: false,
  required: ["name", "password"],
  properties: { name: { type: "string" }, password: { type: "string", maxLength: 1_000 }, allRights: { type: "boolean" } },
} as const;

export const stopJobBody = { type: "object", additionalProperties: false, properties: { drain: { type: "boolean" } } } as const;

export const applyBody = {
  type: "object",
  additionalProperties: false,
  required: ["files"],
  properties: {
    files: {
      type: "array",
      maxItems: 1_000,
      items: { type: "object", additionalProperties: false, required: ["name", "sql"], properties: { name: text, sql: sqlText } },
    },
    dryRun: { type: "boolean" },
  },
} as const;

// Path and query texts arrive as strings; whole numbers are written with digits.
export const topicParams = { type: "object", required: ["topic"], properties: { topic: topicName } } as const;
export const userParams = { type: "object", required: ["user"], properties: { user: text } } as const;
export const groupParams = { type: "object", required: ["group"], properties: { group: text } } as const;
export const jobParams = { type: "object", required: ["job"], properties: { job: text } } as const;
const digits = { type: "string", pattern: "^[0-9]{1,9}$" } as const;
const search = { type: "string", maxLength: 1_000 } as const;
const recordFilters = {
  search,
  key: { type: "string", maxLength: 1_000 },
  where: { type: "string", maxLength: 1_000 },
  isolation: { type: "string", enum: ["committed", "uncommitted"] },
} as const;
const timeText = { type: "string", maxLength: 40 } as const;
export const recordsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    partition: digits,
    offset: { type: "string", maxLength: 20 },
    limit: digits,
    ...recordFilters,
    since: timeText,
    until: timeText,
  },
} as const;
export const tailQuery = { type: "object", additionalProperties: false, properties: recordFilters } as const;
export const topicsQuery = {
  type: "object",
  additionalProperties: false,
  properties: { internal: { type: "string", enum: ["true", "false"] } },
} as const;
