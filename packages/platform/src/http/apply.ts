// /apply: pipelines as files, made true or only compared.
import type { ApplyAnswer } from "../api/types.ts";
import { apply } from "../definitions/apply.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { callerOf, onCluster } from "./needs.ts";
import { applyBody } from "./schemas.ts";
import type { Routes } from "./server.ts";

export function applyRoutes(routes: Routes, services: Services): void {
  routes.post(
    "/apply",
    {
      config: onCluster("alter"),
      schema: { tags: ["sql"], summary: "Make pipelines true as their files say; with dryRun only say what would change", body: applyBody },
    },
    async (request): Promise<ApplyAnswer> => ({
      changes: await apply(services, request.body, { by: byOf(request), caller: callerOf(request) }),
    }),
  );
}
