// /health for machines, /overview for the console's first page.
import type { Health, Overview } from "../api/types.ts";
import type { Services } from "../services.ts";
import { topicSummaries } from "../topics/topic-view.ts";
import type { Routes } from "./server.ts";

const tags = ["platform"];

export function healthRoutes(routes: Routes, services: Services): void {
  const { health, rates, jobs, broker } = services;

  routes.get("/health", { schema: { tags, summary: "Whether all is well" } }, async (_request, reply): Promise<Health> => {
    const answer = await health.health(services);
    void reply.status(answer.status === "failed" ? 503 : 200);
    return answer;
  });

  routes.get("/overview", { schema: { tags, summary: "What flows, what runs, what is wrong" } }, async (): Promise<Overview> => ({
    health: await health.health(services),
    recordsInPerSecond: rates.in.recent(),
    bytesInPerSecond: rates.bytesIn.recent(),
    rateIn: rates.in.values(),
    rateOut: rates.out.values(),
    topics: topicSummaries(services, false),
    jobs: jobs.views(),
    connections: broker.connections().length,
  }));
}
