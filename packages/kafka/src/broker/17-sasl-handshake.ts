// SaslHandshake (17), versions 0-1: which mechanism a login will use. After version 0 the mechanism's messages follow
// bare, without requests around them.
import { apis, type SaslHandshakeRequest, type SaslHandshakeResponse } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function saslHandshake({ mechanism }: SaslHandshakeRequest, { session, version }: RequestContext): SaslHandshakeResponse {
  return session?.handshake(mechanism, version) ?? { errorCode: kafkaError.illegalSaslState, mechanisms: [] };
}

export const saslHandshakeHandler = defineHandler(codecOf(apis, 17), saslHandshake);
