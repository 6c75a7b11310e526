// SaslAuthenticate (36), versions 0-2: one message of a login, answered with the next.
import { apis, type SaslAuthenticateRequest, type SaslAuthenticateResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { noBytes } from "../protocol/primitives.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function saslAuthenticate(
  { authBytes }: SaslAuthenticateRequest,
  { session }: RequestContext,
): SaslAuthenticateResponseInput | Promise<SaslAuthenticateResponseInput> {
  if (session !== undefined) return session.authenticate(authBytes);
  return { errorCode: kafkaError.illegalSaslState, errorMessage: "this listener asks for no login", authBytes: noBytes };
}

export const saslAuthenticateHandler = defineHandler(codecOf(apis, 36), saslAuthenticate);
