// /health for machines, /overview for the console's first page.
import type { Health, Overview } from "../api/types.ts";
import type { Services } from "../services.ts";
import { topicSummaries } from "../topics/topic-view.ts";
import type { Caller } from "../access/caller.ts";
import { callerOf, needsLogin, needsNothing } from "./needs.ts";
import type { Routes } from "./server.ts";

const tags = ["platform"];

export function healthRoutes(routes: Routes, services: Services): void {
  const { health, rates, jobs, broker } = services;

  // Machines that watch it have no login: they are told whether it is well, and those who may see more what is wrong.
  routes.get(
    "/health",
    { config: needsNothing, schema: { tags, summary: "Whether all is well" } },
    async (request, reply): Promise<Health | Pick<Health, "status">> => {
      const answer = await health.health(services);
      void reply.status(answer.status === "failed" ? 503 : 200);
      return request.caller === null ? { status: answer.status } : seenBy(request.caller, answer);
    },
  );

  routes.get(
    "/overview",
    { config: needsLogin, schema: { tags, summary: "What flows, what runs, what is wrong" } },
    async (request): Promise<Overview> => {
      const caller = callerOf(request);
      const administers = caller.mayOnCluster("describe");
      return {
        health: seenBy(caller, await health.health(services)),
        recordsInPerSecond: rates.in.recent(),
        bytesInPerSecond: rates.bytesIn.recent(),
        rateIn: rates.in.values(),
        rateOut: rates.out.values(),
        topics: topicSummaries(services, caller, false),
        jobs: administers ? jobs.views() : [],
        connections: administers ? broker.connections().length : 0,
      };
    },
  );
}

/** Problems name jobs, and the folder is the machine's: those are for who may look at the cluster. */
const seenBy = (caller: Caller, health: Health): Health =>
  caller.mayOnCluster("describe") ? health : { ...health, dataFolder: "", problems: [] };
