// What each route asks of who comes, said beside the route. A route that says nothing does not start: forgetting is no
// way to leave a door open.
import { assert } from "@millrace/core";
import type { Operation } from "@millrace/kafka";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Caller } from "../access/caller.ts";

export type Needs =
  /** Open to everyone: the console's own files, whether Millrace is alive, logging in. */
  | "nothing"
  /** A login; what is shown or done then, the handler asks by itself. */
  | "login"
  | { readonly operation: Operation; readonly of: "cluster" | "topic" | "group" };

declare module "fastify" {
  interface FastifyContextConfig {
    needs?: Needs;
  }
  interface FastifyRequest {
    /** Who asks; nobody in particular only where nothing is needed. */
    caller: Caller | null;
  }
}

interface Config {
  readonly needs: Needs;
}

export const needsNothing: Config = { needs: "nothing" };
export const needsLogin: Config = { needs: "login" };
export const onCluster = (operation: Operation): Config => ({ needs: { operation, of: "cluster" } });
/** Of the topic that the path names. */
export const onTopic = (operation: Operation): Config => ({ needs: { operation, of: "topic" } });
export const onGroup = (operation: Operation): Config => ({ needs: { operation, of: "group" } });

/** Call before any route is added. */
export function everyRouteSaysIt(server: FastifyInstance): void {
  server.addHook("onRoute", ({ method, url, config }) => {
    assert(config?.needs !== undefined, `the route ${String(method)} ${url} says what it needs`);
  });
}

/** Throws when the caller lacks what the route needs. */
export function checkNeeds(request: FastifyRequest, caller: Caller): void {
  const { needs } = request.routeOptions.config;
  if (needs === undefined || typeof needs === "string") return;
  const { operation, of } = needs;
  if (of === "cluster") caller.demandOnCluster(operation);
  else caller.demand(operation, of, (request.params as Readonly<Record<string, string>>)[of] ?? "");
}

/** The caller of a route that needs one. */
export function callerOf({ caller }: FastifyRequest): Caller {
  assert(caller !== null, "a route that needs a login has a caller");
  return caller;
}
