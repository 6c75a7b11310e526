// Why a request about delegation tokens is refused, as by a Kafka without a secret key for them: nobody may ask over a
// connection without a name, and for the others there are none.
import { kafkaError } from "../protocol/error-codes.ts";
import { anonymous } from "../security/authorization.ts";
import type { RequestContext } from "./handler.ts";

export const tokenRefusal = ({ principal }: RequestContext): number =>
  principal === anonymous ? kafkaError.delegationTokenRequestNotAllowed : kafkaError.delegationTokenAuthDisabled;
