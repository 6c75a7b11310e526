// DeleteAcls (31), versions 1-3: removes the rules that each filter finds, and names them.
import { apis, type DeleteAclsRequest, type DeleteAclsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { type Acl, aclRecord, matches } from "../security/acl/acl.ts";
import { filterFault } from "../security/acl/acl-codes.ts";
import { aclRefusal, filterOf } from "./29-describe-acls.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function deleteAcls(request: DeleteAclsRequest, context: RequestContext): Promise<DeleteAclsResponseInput> {
  const { authorizer, store } = context.broker.security;
  const refused = aclRefusal("alter", context);
  if (refused !== undefined) return { filterResults: request.filters.map(() => ({ ...refused, matchingAcls: [] })) };
  const filters = request.filters.map(filterOf);
  let found: Acl[][] = [];
  let failure: { code: number; message: string } | undefined;
  try {
    await store.change(() => {
      found = filters.map((filter) =>
        filterFault(filter) === undefined ? [...authorizer.acls()].filter((acl) => matches(filter, acl)) : [],
      );
      return [...new Set(found.flat())].map((acl) => aclRecord(acl, false));
    });
  } catch (error) {
    failure = kafkaFailure(error);
  }
  const filterResults = filters.map((filter, index) => {
    const fault = filterFault(filter);
    if (fault !== undefined) return { errorCode: kafkaError.invalidRequest, errorMessage: fault, matchingAcls: [] };
    if (failure !== undefined) return { errorCode: failure.code, errorMessage: failure.message, matchingAcls: [] };
    const matchingAcls = found[index]!.map(({ permission, ...acl }) => ({
      ...acl,
      permissionType: permission,
      errorCode: kafkaError.none,
    }));
    return { errorCode: kafkaError.none, matchingAcls };
  });
  return { filterResults };
}

export const deleteAclsHandler = defineHandler(codecOf(apis, 31), deleteAcls);
