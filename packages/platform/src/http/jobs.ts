// /jobs: what processors do, and how to stop and start them. A job is named by its processor's name or by its id.
import type { JobView } from "../api/types.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { onCluster } from "./needs.ts";
import { jobParams, stopJobBody } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["jobs"];

export function jobRoutes(routes: Routes, { jobs }: Services): void {
  routes.get("/jobs", { config: onCluster("describe"), schema: { tags, summary: "List jobs" } }, (): JobView[] => jobs.views());

  routes.get(
    "/jobs/:job",
    { config: onCluster("describe"), schema: { tags, summary: "Describe a job", params: jobParams } },
    (request): JobView => jobs.view(request.params.job),
  );

  routes.post(
    "/jobs/:job/stop",
    {
      config: onCluster("alter"),
      schema: {
        tags,
        summary: "Stop with a checkpoint; with drain, after writing every open window",
        params: jobParams,
        body: stopJobBody,
      },
    },
    async (request): Promise<JobView> => {
      const { job } = request.params;
      await jobs.stop(job, { drain: request.body.drain ?? false, by: byOf(request) });
      return jobs.view(job);
    },
  );

  routes.post(
    "/jobs/:job/start",
    { config: onCluster("alter"), schema: { tags, summary: "Go on from the last checkpoint", params: jobParams } },
    async (request): Promise<JobView> => {
      await jobs.start(request.params.job, byOf(request));
      return jobs.view(request.params.job);
    },
  );

  routes.post(
    "/jobs/:job/restart",
    { config: onCluster("alter"), schema: { tags, summary: "Stop and start", params: jobParams } },
    async (request): Promise<JobView> => {
      await jobs.restart(request.params.job, byOf(request));
      return jobs.view(request.params.job);
    },
  );

  routes.delete(
    "/jobs/:job",
    {
      config: onCluster("alter"),
      schema: { tags, summary: "Delete a processor, its job and its state; the output topic stays", params: jobParams },
    },
    async (request, reply): Promise<void> => {
      await jobs.delete(request.params.job, byOf(request));
      void reply.status(204);
    },
  );
}
