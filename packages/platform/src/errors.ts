// Every error of this package, its message and what to do about it. `http/status.ts` gives each its HTTP status.
import { defineErrors, limits } from "@millrace/core";

const nearest = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : `did you mean ${names.map((name) => `"${name}"`).join(" or ")}?`;

export const errors = defineErrors("platform", {
  // Starting.
  portTaken: {
    message: (what: string, host: string, port: number, _flag: string) => `${what} port ${host}:${port} is in use by another program`,
    hint: (_what: string, _host: string, port: number, flag: string) =>
      `choose another with ${flag} ${port + 1}, or stop the other program`,
  },
  portUnavailable: {
    message: (what: string, host: string, port: number, reason: string) => `${what} port ${host}:${port} cannot be opened: ${reason}`,
    hint: "choose another host or port",
  },
  folderLocked: {
    /** The log says it, with folder and process id; the option that helps is ours to name. */
    message: (said: string) => said,
    hint: "stop that process, or choose another folder with --data FOLDER",
  },
  folderUnwritable: {
    message: (folder: string, reason: string) => `the data folder ${folder} is not writable (${reason})`,
    hint: "choose another folder with --data FOLDER, or change its owner",
  },
  tlsFileUnreadable: { message: (path: string, reason: string) => `${path} cannot be read (${reason})` },
  hostOpen: {
    message: (host: string) => `the HTTP port on ${host} can be reached from other machines and asks nobody who they are`,
    hint: "let it ask: --kafka-auth login, or a second Kafka port with --kafka-tls-port; or say --insecure-listen besides the host",
  },
  hostClear: {
    message: (host: string) => `the HTTP port on ${host} would send passwords and records in clear to other machines`,
    hint: "speak HTTPS with --https, --tls-cert and --tls-key; or say --insecure-listen besides the host",
  },
  // HTTP.
  hostRefused: {
    message: (host: string) => `the Host header names ${JSON.stringify(host)}, which is not this server`,
    hint: "use http://127.0.0.1 or http://localhost with the port; this keeps other web pages from reaching your data",
  },
  originRefused: {
    message: (origin: string) => `a page of another origin (${origin}) sent this request`,
    hint: "only the console and programs may use the API; cross-origin access is off",
  },
  contentType: {
    message: (type: string) => `the body is ${type === "" ? "of no named type" : JSON.stringify(type)}, not application/json`,
    hint: "send the header Content-Type: application/json",
  },
  bodyTooLarge: {
    message: () => `the body is larger than ${limits.httpBodyBytes} bytes`,
    hint: "send it in several requests",
  },
  bodyMalformed: {
    message: (reason: string) => `the body is not JSON: ${reason}`,
    hint: 'send one JSON object, for example {"sql": "SHOW TABLES"}',
  },
  requestInvalid: { message: (where: string, reason: string) => `${where} ${reason}`, hint: "GET /openapi.json describes every request" },
  routeUnknown: {
    message: (method: string, path: string) => `there is no ${method} ${path}`,
    hint: "GET /docs lists what there is",
  },
  // Logging in.
  loginRequired: {
    message: () => "a login is needed here, and the request shows none",
    hint: "programs show a user's name and password (HTTP Basic); millrace takes --as NAME and --password-file, or MILLRACE_USER and MILLRACE_PASSWORD",
  },
  loginUnreadable: {
    message: () => "the Authorization header is neither Basic with a name and a password nor Bearer with a token",
  },
  notAllowed: {
    message: (sentence: string, _command: string) => sentence,
    hint: (_sentence: string, command: string) => `an administrator can allow it: ${command}`,
  },
  nameHidden: {
    message: (name: string) => `there is something named "${name}" that you may not see`,
    hint: "choose another name",
  },
  topicSecret: {
    message: (name: string) => `topic "${name}" holds credentials, and nobody reads or writes it but Millrace itself`,
    hint: "users, rules and quotas: millrace users, acls, quotas",
  },
  // Topics.
  topicUnknown: {
    message: (name: string, _near: readonly string[]) => `there is no topic "${name}"`,
    hint: (_name: string, near: readonly string[]) => nearest(near) ?? "create it with POST /topics, or publish to it with a Kafka client",
  },
  topicInternal: {
    message: (name: string) => `topic "${name}" is internal: it is written by Millrace alone`,
    hint: "names that begin with two underscores are internal",
  },
  topicInUse: {
    message: (name: string, users: readonly string[]) => `topic "${name}" is used by ${users.join(", ")}`,
    hint: "drop those processors first",
  },
  partitionUnknown: {
    message: (topic: string, partition: number, count: number) =>
      `topic "${topic}" has ${count} partitions, so there is no partition ${partition}`,
    hint: "partitions count from 0",
  },
  groupUnknown: {
    message: (group: string) => `there is no consumer group ${JSON.stringify(group)}`,
    hint: "a group is there while it has members or positions",
  },
  ruleFilterEmpty: {
    message: () => "a filter that says nothing would remove every rule",
    hint: "name a principal, a resource, or another part of the rules to remove",
  },
  resetUnreadable: {
    message: (text: string) => `${JSON.stringify(text)} is no place to move a group to`,
    hint: 'write earliest, latest, an ISO time, "-5m", "offset:123", or "by:-100"',
  },
  filterUnreadable: {
    message: (text: string, column: number, expected: string) =>
      `the filter ${JSON.stringify(text)} is not understood at character ${column}: ${expected} is expected there`,
    hint: 'write conditions such as country = "US" and watch.bitrate >= 3000',
  },
  timeUnreadable: {
    message: (text: string) => `${JSON.stringify(text)} is not a time`,
    hint: 'write milliseconds since 1970, "2026-01-31T12:00:00Z", or "-5m" for five minutes ago',
  },
  offsetUnreadable: {
    message: (text: string) => `${JSON.stringify(text)} is not an offset`,
    hint: 'write a number, "earliest", "latest", or "-100" for the last hundred',
  },
  recordTooLarge: {
    message: (index: number, bytes: number, limit: number) =>
      `record ${index} takes ${bytes} bytes, more than the ${limit} that topic allows`,
    hint: "raise the topic's max.message.bytes, or keep the large part elsewhere and publish a link to it",
  },
  producerWithoutPartition: {
    message: () => `"producer" needs "partition": sequence numbers count by partition`,
    hint: "choose the partition in the client",
  },
  // Statements.
  scriptEmpty: { message: () => `there is no statement in the text` },
  queryNotLast: {
    message: () => `a SELECT streams rows until it ends, so only the last statement of a script can be one`,
    hint: "put it last, or keep it as a processor with INSERT INTO",
  },
  processorTaken: {
    message: (name: string) => `there is already a processor "${name}" with other SQL`,
    hint: (name: string) => `delete that job first, change it through apply, or choose another name with SET 'pipeline.name' = '${name}_2'`,
  },
  inUse: {
    message: (kind: string, name: string, users: readonly string[]) => `${kind} "${name}" is used by ${users.join(", ")}`,
    hint: "delete those first, or change all of it together through apply",
  },
  temporaryUsed: {
    message: (processor: string, table: string) =>
      `processor "${processor}" uses the temporary table "${table}", which is gone when the script ends`,
    hint: "write CREATE TABLE without TEMPORARY",
  },
  definitionsFull: {
    message: (limit: number) => `there are already ${limit} definitions, the most that are kept`,
    hint: "drop what is no longer used",
  },
  definitionDamaged: {
    message: (topic: string, offset: number, reason: string) => `the record at offset ${offset} of ${topic} is not a definition: ${reason}`,
    hint: "only Millrace may write to that topic; restore it from a copy, or remove what another program wrote",
  },
  fromUnreadable: {
    message: (text: string) => `${JSON.stringify(text)} is not a place to begin`,
    hint: 'write "earliest", "latest", a time like "2026-01-31T12:00:00Z", or "-5m" for five minutes ago',
  },
  liveQueriesFull: {
    retriable: true,
    message: (limit: number) => `${limit} live queries are running, the most at once`,
    hint: "close one, or keep it as a processor and read its topic",
  },
  fileNameInvalid: {
    message: (name: string) => `${JSON.stringify(name)} is not the name of a pipeline`,
    hint: "a pipeline is named by its file without .sql: letters, digits, '_', '-' and '.'",
  },
  statementMisplaced: {
    message: (kind: string, file: string) => `${file} holds a statement that a pipeline cannot hold: ${kind}`,
    hint: "pipelines are CREATE TABLE, CREATE VIEW, SET, INSERT INTO and EXECUTE STATEMENT SET",
  },
  definedTwice: {
    message: (kind: string, name: string, first: string, second: string) =>
      `${kind} "${name}" is defined in ${first} and again in ${second}`,
    hint: "keep one of them",
  },
  ownedElsewhere: {
    message: (kind: string, name: string, owner: string) => `${kind} "${name}" belongs to ${owner} and is defined differently there`,
    hint: "use another name, or change it where it belongs",
  },
  // Jobs.
  jobUnknown: {
    message: (name: string, _near: readonly string[]) => `there is no job "${name}"`,
    hint: (_name: string, near: readonly string[]) => nearest(near) ?? "GET /jobs lists them",
  },
});
