// ListTransactions (66), versions 0-2. Filters are joined by "and"; a pattern must match the whole id. It runs on RE2,
// as in Kafka, so that no pattern can keep the broker busy for long.
import { RE2JS } from "re2js";
import { apis, type ListTransactionsRequest, type ListTransactionsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { reactions } from "../transactions/states.ts";
import type { Transaction } from "../transactions/transaction.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

/** The last two are states of Kafka that no transaction is in here. */
const stateNames = new Set([...Object.keys(reactions), "Dead", "PrepareEpochFence"]);

function matcherOf(pattern: string | null): ((id: string) => boolean) | undefined {
  if (pattern === null || pattern === "") return () => true;
  try {
    const compiled = RE2JS.compile(pattern);
    return (id) => compiled.matches(id);
  } catch {
    return undefined;
  }
}

function listTransactions(request: ListTransactionsRequest, { broker, may }: RequestContext): ListTransactionsResponseInput {
  const matches = matcherOf(request.transactionalIdPattern);
  if (matches === undefined) return { errorCode: kafkaError.invalidRegularExpression, unknownStateFilters: [], transactionStates: [] };
  const now = broker.clock.now();
  const unknownStateFilters = request.stateFilters.filter((name) => !stateNames.has(name));
  const states = new Set(request.stateFilters.filter((name) => stateNames.has(name)));
  const producerIds = new Set(request.producerIdFilters);
  const wanted = ({ transactionalId, state, producerId, startMs }: Transaction): boolean =>
    (request.stateFilters.length === 0 || states.has(state)) &&
    (producerIds.size === 0 || producerIds.has(producerId)) &&
    (request.durationFilter < 0 || (startMs >= 0 && now - startMs > request.durationFilter)) &&
    matches(transactionalId) &&
    may("describe", "transactionalId", transactionalId);
  const transactionStates = [...broker.transactions.all()]
    .filter(wanted)
    .map(({ transactionalId, producerId, state }) => ({ transactionalId, producerId, transactionState: state }));
  return { errorCode: kafkaError.none, unknownStateFilters, transactionStates };
}

export const listTransactionsHandler = defineHandler(codecOf(apis, 66), listTransactions);
