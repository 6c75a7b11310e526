// /topics/{name}/records and /tail, /producers: records in and out, one page or as they come.
import type { ProducerAnswer, PublishAnswer, RecordsAnswer } from "../api/types.ts";
import { messageStream } from "../live/message-stream.ts";
import type { Services } from "../services.ts";
import { Publisher } from "../topics/publish.ts";
import { recordFilter } from "../topics/record-filter.ts";
import { recordsPage } from "../topics/records-page.ts";
import { tail } from "../topics/tail.ts";
import { findTopic, writableTopic } from "../topics/topic-view.ts";
import { callerOf, needsLogin, onTopic } from "./needs.ts";
import { publishBody, recordsQuery, tailQuery, topicParams } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["records"];
const pageRecords = 100;

export function recordRoutes(routes: Routes, services: Services): void {
  const { log, clock } = services;
  const publisher = new Publisher(log, clock);

  routes.post(
    "/topics/:topic/records",
    {
      config: onTopic("write"),
      schema: { tags, summary: "Publish records; the answer comes when they are durable", params: topicParams, body: publishBody },
    },
    async (request): Promise<PublishAnswer> => await publisher.publish(writableTopic(services, request.params.topic), request.body),
  );

  routes.post(
    "/producers",
    { config: needsLogin, schema: { tags, summary: "A producer id, for publishing that may be repeated" } },
    async (request): Promise<ProducerAnswer> => {
      // As Kafka: whoever may write to some topic may write there without duplicates.
      const caller = callerOf(request);
      if (!caller.mayAny("write", "topic")) caller.demandOnCluster("idempotentWrite");
      return { id: await log.nextProducerId(), epoch: 0 };
    },
  );

  routes.get(
    "/topics/:topic/records",
    { config: onTopic("read"), schema: { tags, summary: "A page of records", params: topicParams, querystring: recordsQuery } },
    async (request): Promise<RecordsAnswer> => {
      const { partition, limit = String(pageRecords), ...filter } = request.query;
      const { offset = filter.since === undefined ? `-${pageRecords}` : "earliest" } = filter;
      const place = { partition: partition === undefined ? null : Number(partition), offset, limit: Number(limit) };
      const query = { ...place, filter: recordFilter(filter, clock) };
      return await recordsPage(log, findTopic(services, request.params.topic), query);
    },
  );

  routes.get(
    "/topics/:topic/tail",
    {
      config: onTopic("read"),
      schema: {
        tags,
        summary: "New records as they come: Server-Sent Events, or NDJSON when asked for",
        params: topicParams,
        querystring: tailQuery,
      },
    },
    (request, reply): void => {
      const { name } = findTopic(services, request.params.topic);
      const filter = recordFilter(request.query, clock);
      services.live.checkRoom();
      reply.hijack();
      const stream = messageStream(reply.raw, request.headers.accept?.includes("ndjson") === true ? "ndjson" : "events");
      services.live.hold(stream);
      const caller = callerOf(request);
      tail(services, name, { filter, allowed: () => caller.valid() && caller.may("read", "topic", name) }, stream);
    },
  );
}
