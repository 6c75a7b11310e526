// AlterClientQuotas (49), versions 0-1: sets and removes quotas, each entity with its own result; in force when answered.
import { type AlterClientQuotasRequest, type AlterClientQuotasResponseInput, apis } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { changeValues, entityOf, isFault } from "../security/quota/quota-change.ts";
import { quotaRecord } from "../security/quota/quota-table.ts";
import type { SecurityRecord } from "../security/store.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type EntryAnswer = AlterClientQuotasResponseInput["entries"][number];

async function alterClientQuotas(
  { entries, validateOnly }: AlterClientQuotasRequest,
  { broker, may }: RequestContext,
): Promise<AlterClientQuotasResponseInput> {
  const { table } = broker.security.quotas;
  const allWith = (errorCode: number, errorMessage: string): AlterClientQuotasResponseInput => ({
    entries: entries.map(({ entity }) => ({ entity, errorCode, errorMessage })),
  });
  if (!may("alterConfigs", "cluster", clusterName)) {
    return allWith(kafkaError.clusterAuthorizationFailed, "not authorized to change the settings of the cluster");
  }
  let answers: EntryAnswer[] = [];
  const judge = (): SecurityRecord[] => {
    const records = new Map<string, SecurityRecord>();
    answers = entries.map(({ entity, ops }): EntryAnswer => {
      const refuse = (errorMessage: string): EntryAnswer => ({ entity, errorCode: kafkaError.invalidRequest, errorMessage });
      const target = entityOf(entity);
      if (isFault(target)) return refuse(target.fault);
      const values = changeValues(target, table.valuesOf(target), ops);
      if (isFault(values)) return refuse(values.fault);
      const record = quotaRecord(target, values);
      const key = JSON.stringify(record.key);
      if (records.has(key)) return refuse("this entity stands twice in the request");
      if (table.size + records.size >= broker.settings.quotasMax) return refuse(`there can be ${broker.settings.quotasMax} quotas`);
      records.set(key, record);
      return { entity, errorCode: kafkaError.none };
    });
    return validateOnly ? [] : [...records.values()];
  };
  try {
    await broker.security.store.change(judge);
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return allWith(code, message);
  }
  return { entries: answers };
}

export const alterClientQuotasHandler = defineHandler(codecOf(apis, 49), alterClientQuotas);
