// CreateAcls (30), versions 1-3: makes rules, each with its own result; durable and in force when answered.
import { apis, type CreateAclsRequest, type CreateAclsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { type Acl, aclRecord } from "../security/acl/acl.ts";
import { aclFault } from "../security/acl/acl-codes.ts";
import { aclRefusal } from "./29-describe-acls.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function createAcls({ creations }: CreateAclsRequest, context: RequestContext): Promise<CreateAclsResponseInput> {
  const { authorizer, store } = context.broker.security;
  const refused = aclRefusal("alter", context);
  if (refused !== undefined) return { results: creations.map(() => refused) };
  const acls = creations.map(({ resourcePatternType, permissionType, ...rest }): Acl => {
    return { ...rest, patternType: resourcePatternType, permission: permissionType };
  });
  const results: { errorCode: number; errorMessage: string | null }[] = acls.map((acl) => {
    const fault = aclFault(acl);
    return { errorCode: fault === undefined ? kafkaError.none : kafkaError.invalidRequest, errorMessage: fault ?? null };
  });
  const sound = acls.filter((_, index) => results[index]!.errorCode === kafkaError.none);
  const fail = (code: number, message: string): CreateAclsResponseInput => ({
    results: results.map((result) => (result.errorCode === kafkaError.none ? { errorCode: code, errorMessage: message } : result)),
  });
  let full = false;
  try {
    await store.change(() => {
      full = authorizer.size + sound.length > context.broker.settings.aclsMax;
      return full ? [] : sound.map((acl) => aclRecord(acl, true));
    });
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return fail(code, message);
  }
  return full ? fail(kafkaError.policyViolation, `there are already ${authorizer.size} rules`) : { results };
}

export const createAclsHandler = defineHandler(codecOf(apis, 30), createAcls);
