// Error code → HTTP status. Codes that are not named here fall to their area's status, then to 500.
import type { MillraceError } from "@millrace/core";

const byCode: Readonly<Record<string, number>> = {
  "platform.login-required": 401,
  "platform.login-unreadable": 401,
  "platform.not-allowed": 403,
  "platform.topic-secret": 403,
  "kafka.login-refused": 401,
  "kafka.logins-full": 503,
  "platform.host-refused": 403,
  "platform.origin-refused": 403,
  "platform.content-type": 415,
  "platform.body-too-large": 413,
  "platform.record-too-large": 413,
  "platform.route-unknown": 404,
  "platform.topic-unknown": 404,
  "platform.partition-unknown": 404,
  "platform.job-unknown": 404,
  "platform.group-unknown": 404,
  "coordination.group-active": 409,
  "coordination.group-unknown": 404,
  "kafka.user-unknown": 404,
  "kafka.security-full": 429,
  "platform.topic-internal": 403,
  "platform.topic-in-use": 409,
  "platform.processor-taken": 409,
  "platform.in-use": 409,
  "platform.owned-elsewhere": 409,
  "platform.definitions-full": 429,
  "platform.live-queries-full": 429,
  "sql.object-exists": 409,
  "log.topic-unknown": 404,
  "log.partition-unknown": 404,
  "log.topic-exists": 409,
  "log.topic-limit": 429,
  "log.record-too-large": 413,
  "log.sequence-gap": 409,
  "log.producer-fenced": 409,
  "log.busy": 503,
  "log.disk-full": 507,
  "log.stopped": 503,
  "log.closed": 503,
  "log.corrupt": 500,
  "core.unexpected": 500,
};

/** The request was understood and is wrong (sql), or does not fit what is there (the rest). */
const byArea: Readonly<Record<string, number>> = { platform: 400, sql: 400, log: 400, kafka: 400, coordination: 409, engine: 500 };

export function statusOf(error: MillraceError): number {
  const area = error.code.slice(0, error.code.indexOf("."));
  return byCode[error.code] ?? byArea[area] ?? 500;
}
