// What a broker counts about its requests: a few numbers per request, nothing per record.
import type { Handler } from "./handler.ts";

export interface RequestFigures {
  readonly key: number;
  readonly name: string;
  /** Answered, or known to need no answer. */
  count: number;
  /** Ended their connection: they could not be read, were not expected, or something failed. */
  failed: number;
  /** From the start of the work to the answer, waiting for records or the disk included. */
  ms: number;
}

export interface BrokerFigures {
  /** Of kinds of requests that came, and of those that nobody here answers as the one key -1. */
  readonly requests: readonly RequestFigures[];
  /** How long clients were told to be still. */
  readonly throttledMs: number;
  /** How many transactional ids are in each state that one is in. */
  readonly transactions: ReadonlyMap<string, number>;
}

export class BrokerCounters {
  readonly requests = new Map<number, RequestFigures>();
  throttledMs = 0;

  of({ key, name }: Pick<Handler, "key" | "name">): RequestFigures {
    let figures = this.requests.get(key);
    if (figures === undefined) {
      figures = { key, name, count: 0, failed: 0, ms: 0 };
      this.requests.set(key, figures);
    }
    return figures;
  }
}

export const unknownRequest = { key: -1, name: "unknown" } as const;
