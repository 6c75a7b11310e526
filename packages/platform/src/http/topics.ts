// /topics: list, create, describe, configure, delete.
import type { TopicSpec } from "@millrace/log";
import type { TopicDetail, TopicSummary } from "../api/types.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import { findTopic, topicDetail, topicSummaries, topicUsers, writableTopic } from "../topics/topic-view.ts";
import { byOf } from "./by.ts";
import { callerOf, needsLogin, onTopic } from "./needs.ts";
import { configureTopicBody, createTopicBody, topicParams, topicsQuery } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["topics"];

export function topicRoutes(routes: Routes, services: Services): void {
  const { log, definitions } = services;
  const audit = (action: string, name: string, by: string): Promise<void> => definitions.store.audit([{ action, kind: "topic", name }], by);

  routes.get(
    "/topics",
    { config: needsLogin, schema: { tags, summary: "List topics", querystring: topicsQuery } },
    (request): TopicSummary[] => topicSummaries(services, callerOf(request), request.query.internal === "true"),
  );

  routes.post(
    "/topics",
    { config: needsLogin, schema: { tags, summary: "Create a topic", body: createTopicBody } },
    async (request, reply): Promise<TopicDetail> => {
      const { name, partitions = 1, config = {} } = request.body;
      const caller = callerOf(request);
      caller.demandCreation(name);
      if (name.startsWith("__")) throw errors.topicInternal(name);
      const spec: TopicSpec = { name, partitions, config };
      const topic = await log.createTopic(spec);
      await audit("create", name, byOf(request));
      void reply.status(201);
      return await topicDetail(services, topic, caller);
    },
  );

  routes.get(
    "/topics/:topic",
    {
      config: onTopic("describe"),
      schema: { tags, summary: "Describe a topic: sizes, settings, guessed columns and a CREATE TABLE for them", params: topicParams },
    },
    async (request): Promise<TopicDetail> => await topicDetail(services, findTopic(services, request.params.topic), callerOf(request)),
  );

  routes.patch(
    "/topics/:topic",
    {
      config: onTopic("alterConfigs"),
      schema: { tags, summary: "Replace a topic's settings; partitions may grow", params: topicParams, body: configureTopicBody },
    },
    async (request): Promise<TopicDetail> => {
      const { name, partitions: before } = writableTopic(services, request.params.topic);
      const { config, partitions = before } = request.body;
      if (partitions !== before) callerOf(request).demand("alter", "topic", name);
      await log.configureTopic(name, config);
      if (partitions !== before) await log.addPartitions(name, partitions);
      await audit("change", name, byOf(request));
      return await topicDetail(services, findTopic(services, name), callerOf(request));
    },
  );

  routes.delete(
    "/topics/:topic",
    { config: onTopic("delete"), schema: { tags, summary: "Delete a topic and its records", params: topicParams } },
    async (request, reply): Promise<void> => {
      const { name } = writableTopic(services, request.params.topic);
      const { readBy, writtenBy } = topicUsers(services)(name);
      const users = [...new Set([...readBy, ...writtenBy])].map((user) => `processor "${user}"`);
      if (users.length > 0) throw errors.topicInUse(name, users);
      await log.deleteTopic(name);
      await audit("remove", name, byOf(request));
      void reply.status(204);
    },
  );
}
