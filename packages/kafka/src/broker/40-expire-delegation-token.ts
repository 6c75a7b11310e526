// ExpireDelegationToken (40), versions 1-2: refused, there are no delegation tokens.
import { apis } from "../generated/index.ts";
import { codecOf } from "./codec-of.ts";
import { tokenRefusal } from "./delegation-tokens.ts";
import { defineHandler } from "./handler.ts";

export const expireDelegationTokenHandler = defineHandler(codecOf(apis, 40), (_, context) => ({
  errorCode: tokenRefusal(context),
  expiryTimestampMs: -1,
}));
