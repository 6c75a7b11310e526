// CreateDelegationToken (38), versions 1-3: refused, there are no delegation tokens.
import { apis, type CreateDelegationTokenRequest, type CreateDelegationTokenResponseInput } from "../generated/index.ts";
import { noBytes } from "../protocol/primitives.ts";
import { codecOf } from "./codec-of.ts";
import { tokenRefusal } from "./delegation-tokens.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function createDelegationToken(request: CreateDelegationTokenRequest, context: RequestContext): CreateDelegationTokenResponseInput {
  const colon = context.principal.indexOf(":");
  const [type, name] = [context.principal.slice(0, colon), context.principal.slice(colon + 1)];
  return {
    errorCode: tokenRefusal(context),
    principalType: request.ownerPrincipalType ?? type,
    principalName: request.ownerPrincipalName ?? name,
    tokenRequesterPrincipalType: type,
    tokenRequesterPrincipalName: name,
    issueTimestampMs: -1,
    expiryTimestampMs: -1,
    maxTimestampMs: -1,
    tokenId: "",
    hmac: noBytes,
  };
}

export const createDelegationTokenHandler = defineHandler(codecOf(apis, 38), createDelegationToken);
