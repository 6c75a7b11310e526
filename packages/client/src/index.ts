// The front door: publish, subscribe, query. No dependencies; runs in browsers and in Node.
export { ClientError } from "./errors.ts";
export { Millrace } from "./millrace.ts";
export type { MillraceOptions, QueryOptions } from "./millrace.ts";
export { Publisher } from "./publisher.ts";
export type { Published, PublisherOptions } from "./publisher.ts";
export type { Row, Schema, SubscribeOptions } from "./subscription.ts";
export type { Column, ErrorJson, PublishAnswer, PublishRecord, RowKind, StatementResult, TextPosition } from "./types.ts";
