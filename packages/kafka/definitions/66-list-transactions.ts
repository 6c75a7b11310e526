// durationFilter: only transactions that have run longer than so many milliseconds. transactionalIdPattern: RE2 syntax.
import { list, type ApiDefinition } from "./language.ts";

export const listTransactions: ApiDefinition = {
  key: 66,
  name: "ListTransactions",
  versions: "0-2",
  flexible: 0,
  request: {
    stateFilters: "[string]",
    producerIdFilters: "[int64]",
    durationFilter: "int64 1+ = -1",
    transactionalIdPattern: "string? 2+ = null",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    unknownStateFilters: "[string]",
    transactionStates: list("TransactionState", { transactionalId: "string", producerId: "int64", transactionState: "string" }),
  },
};
