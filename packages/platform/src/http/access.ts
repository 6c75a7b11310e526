// /acls, /quotas, /users, /connections: who may come to the Kafka port, what they may do there and how fast, and who is
// there now. The same records that Kafka's own tools make; every change is audited, passwords are neither kept nor told.
import { rulesOfAllRights } from "@millrace/kafka";
import { quotaOwner, ruleSentence } from "../access/rule-words.ts";
import type { AccessRuleBody, AccessRules, AccessRuleView, ChangedRules, ConnectionView, QuotaView, UserView } from "../api/types.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { onCluster } from "./needs.ts";
import { addRulesBody, changeQuotaBody, ruleFilterQuery, setUserBody, userParams } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["access"];

const viewOf = (rule: AccessRuleBody): AccessRuleView => ({ ...rule, sentence: ruleSentence(rule) });

export function accessRoutes(routes: Routes, services: Services): void {
  ruleRoutes(routes, services);
  quotaRoutes(routes, services);
  userRoutes(routes, services);
  routes.get(
    "/connections",
    { config: onCluster("describe"), schema: { tags, summary: "Clients on the Kafka port: who, from where, reading and writing what" } },
    () =>
      services.broker.connections().map(({ softwareName, softwareVersion, ...connection }): ConnectionView => {
        return { ...connection, software: `${softwareName} ${softwareVersion}`.trim() };
      }),
  );
}

function ruleRoutes(routes: Routes, { broker, definitions }: Services): void {
  const { security } = broker;
  const audit = (action: string, rules: readonly AccessRuleView[], by: string): Promise<void> =>
    definitions.store.audit(
      rules.map(({ sentence }) => ({ action, kind: "rule", name: sentence })),
      by,
    );

  routes.get("/acls", { config: onCluster("describe"), schema: { tags, summary: "List rules: who may do what" } }, (): AccessRules => {
    const { enforced, superUsers } = security;
    return { enforced, superUsers, rules: security.rules().map(viewOf) };
  });

  routes.post(
    "/acls",
    {
      config: onCluster("alter"),
      schema: { tags, summary: "Add rules, all or none; dryRun only says what they would mean", body: addRulesBody },
    },
    async (request): Promise<ChangedRules> => {
      const { rules, dryRun = false } = request.body;
      const views = rules.map(viewOf);
      if (dryRun) security.checkRules(rules);
      else {
        await security.addRules(rules);
        if (views.length > 0) await audit("create", views, byOf(request));
      }
      return { done: !dryRun, rules: views };
    },
  );

  routes.delete(
    "/acls",
    {
      config: onCluster("alter"),
      schema: { tags, summary: "Remove the rules that have all the named parts", querystring: ruleFilterQuery },
    },
    async (request): Promise<ChangedRules> => {
      if (Object.keys(request.query).length === 0) throw errors.ruleFilterEmpty();
      const removed = (await security.removeRules(request.query)).map(viewOf);
      if (removed.length > 0) await audit("remove", removed, byOf(request));
      return { done: true, rules: removed };
    },
  );
}

function quotaRoutes(routes: Routes, { broker, definitions }: Services): void {
  const { security } = broker;

  routes.get(
    "/quotas",
    { config: onCluster("describeConfigs"), schema: { tags, summary: "List quotas of users, client ids and addresses" } },
    (): QuotaView[] => security.quotas().map(({ entity, values }) => ({ ...entity, values, who: quotaOwner(entity) })),
  );

  routes.patch(
    "/quotas",
    { config: onCluster("alterConfigs"), schema: { tags, summary: "Set quotas; null takes one away", body: changeQuotaBody } },
    async (request): Promise<QuotaView> => {
      const { values: changes, ...named } = request.body;
      const { entity, values } = await security.changeQuota(named, changes);
      const who = quotaOwner(entity);
      await definitions.store.audit([{ action: "change", kind: "quota", name: who, values: changes }], byOf(request));
      return { ...entity, values, who };
    },
  );
}

function userRoutes(routes: Routes, { broker, definitions }: Services): void {
  const { security } = broker;
  const audit = (action: string, name: string, by: string): Promise<void> => definitions.store.audit([{ action, kind: "user", name }], by);

  routes.get(
    "/users",
    { config: onCluster("describe"), schema: { tags, summary: "List users that can log in at the Kafka port" } },
    (): UserView[] => security.users(),
  );

  routes.post(
    "/users",
    { config: onCluster("alter"), schema: { tags, summary: "Add a user, or change the password", body: setUserBody } },
    async (request, reply): Promise<UserView> => {
      const { name, password, allRights = false } = request.body;
      const isNew = !security.users().some((user) => user.name === name);
      await security.setPassword(name, password);
      if (allRights) await security.addRules(rulesOfAllRights(name));
      await audit(isNew ? "create" : "change", name, byOf(request));
      void reply.status(isNew ? 201 : 200);
      return security.users().find((user) => user.name === name)!;
    },
  );

  routes.delete(
    "/users/:user",
    {
      config: onCluster("alter"),
      schema: { tags, summary: "Take a user's password away; its rules stay, and open connections too", params: userParams },
    },
    async (request, reply): Promise<void> => {
      const { user } = request.params;
      await security.removeUser(user);
      await audit("remove", user, byOf(request));
      void reply.status(204);
    },
  );
}
