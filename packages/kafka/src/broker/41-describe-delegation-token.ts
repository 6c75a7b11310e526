// DescribeDelegationToken (41), versions 1-3: refused, there are no delegation tokens.
import { apis } from "../generated/index.ts";
import { codecOf } from "./codec-of.ts";
import { tokenRefusal } from "./delegation-tokens.ts";
import { defineHandler } from "./handler.ts";

export const describeDelegationTokenHandler = defineHandler(codecOf(apis, 41), (_, context) => ({
  errorCode: tokenRefusal(context),
  tokens: [],
}));
