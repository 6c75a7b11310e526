// /groups: consumer groups, where they stand, moving them, deleting them.
import type { GroupDetail, GroupSummary, ResetAnswer } from "../api/types.ts";
import { findGroup, groupDetail, groupSummaries } from "../groups/group-view.ts";
import { resetGroup } from "../groups/reset.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { callerOf, needsLogin, onGroup } from "./needs.ts";
import { groupParams, resetBody } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["groups"];

export function groupRoutes(routes: Routes, services: Services): void {
  const { broker, definitions } = services;
  const audit = (action: string, name: string, by: string): Promise<void> => definitions.store.audit([{ action, kind: "group", name }], by);

  routes.get("/groups", { config: needsLogin, schema: { tags, summary: "List consumer groups" } }, (request): GroupSummary[] =>
    groupSummaries(services, callerOf(request)),
  );

  routes.get(
    "/groups/:group",
    { config: onGroup("describe"), schema: { tags, summary: "Describe a group: members, positions, lag", params: groupParams } },
    (request): GroupDetail => groupDetail(services, request.params.group, callerOf(request)),
  );

  routes.post(
    "/groups/:group/reset",
    {
      config: onGroup("read"),
      schema: { tags, summary: "Move a group without members; a dry run unless told otherwise", params: groupParams, body: resetBody },
    },
    async (request): Promise<ResetAnswer> => {
      const { group } = request.params;
      const answer = await resetGroup(services, group, request.body, callerOf(request));
      if (answer.done) await audit("reset", group, byOf(request));
      return answer;
    },
  );

  routes.delete(
    "/groups/:group",
    { config: onGroup("delete"), schema: { tags, summary: "Forget a group without members, with its positions", params: groupParams } },
    async (request, reply): Promise<void> => {
      const { groupId } = findGroup(services, request.params.group);
      await broker.coordination.deleteGroup(groupId);
      await audit("remove", groupId, byOf(request));
      void reply.status(204);
    },
  );
}
