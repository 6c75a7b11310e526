// What the log and the Kafka port counted, as metrics.
import { syncBoundsMs } from "@millrace/log";
import type { Services } from "../services.ts";
import type { PrometheusText, Sample } from "./prometheus.ts";

const millisecondsASecond = 1_000;

export function logFamilies(text: PrometheusText, { log }: Services): void {
  const { syncsByTime, syncMs, pendingBytes, compactions, compactionsFailed, compactedBytes } = log.figures;
  const bounds = syncBoundsMs.map((bound) => bound / millisecondsASecond);
  text
    .histogram("millrace_log_sync_seconds", "Syncs of record data to disk.", bounds, syncsByTime, syncMs / millisecondsASecond)
    .family("millrace_log_waiting_bytes", "gauge", "Appends that wait for their flush.", [{ value: pendingBytes }])
    .family("millrace_log_compactions_total", "counter", "Passes of compaction over a partition.", [{ value: compactions }])
    .family(
      "millrace_log_compactions_failed_total",
      "counter",
      "Passes of compaction that damage, a full disk or the loss of their thread ended.",
      [{ value: compactionsFailed }],
    )
    .family("millrace_log_compacted_bytes_total", "counter", "Bytes of segments that compaction rewrote.", [{ value: compactedBytes }]);
}

export function tierFamilies(text: PrometheusText, { log }: Services): void {
  const { uploads, uploadedBytes, uploadMs, uploadsFailed, reads, readBytes, readMs, readsFailed, cacheHits } = log.figures.tier;
  const total = (name: string, help: string, value: number): unknown => text.family(name, "counter", help, [{ value }]);
  total("millrace_tier_uploads_total", "Segments copied to the object store.", uploads);
  total("millrace_tier_uploaded_bytes_total", "Bytes sent to the object store, and read back.", uploadedBytes);
  total("millrace_tier_upload_seconds_total", "Time of sending and reading back.", uploadMs / millisecondsASecond);
  total("millrace_tier_uploads_failed_total", "Tries that the store, or damage of what was to go there, ended.", uploadsFailed);
  total("millrace_tier_reads_total", "Reads of the object store for someone who reads a topic.", reads);
  total("millrace_tier_read_bytes_total", "Bytes that these reads brought.", readBytes);
  total("millrace_tier_read_seconds_total", "Time of these reads.", readMs / millisecondsASecond);
  total("millrace_tier_reads_failed_total", "Those of them that failed.", readsFailed);
  total("millrace_tier_cache_hits_total", "Times that what was to be read was in memory.", cacheHits);
}

export function portFamilies(text: PrometheusText, { broker }: Services): void {
  const { requests, throttledMs, transactions } = broker.figures();
  const ofRequests = (value: (figures: (typeof requests)[number]) => number): Sample[] =>
    requests.map((figures) => ({ labels: { api: figures.name }, value: value(figures) }));
  const connections = new Map([...broker.listeners.keys()].map((name) => [name, 0]));
  for (const { listener } of broker.connections()) connections.set(listener, (connections.get(listener) ?? 0) + 1);
  text
    .family(
      "millrace_kafka_requests_total",
      "counter",
      "Requests answered.",
      ofRequests(({ count }) => count),
    )
    .family(
      "millrace_kafka_requests_failed_total",
      "counter",
      "Requests that ended their connection: not readable, not known, not expected, or something failed.",
      ofRequests(({ failed }) => failed),
    )
    .family(
      "millrace_kafka_request_seconds_total",
      "counter",
      "Time from a request to its answer, waiting for records or the disk included.",
      ofRequests(({ ms }) => ms / millisecondsASecond),
    )
    .family("millrace_kafka_connections", "gauge", "Connections on a Kafka port.", counted(connections, "listener"))
    .family("millrace_kafka_throttled_seconds_total", "counter", "Time that quotas told clients to be still.", [
      { value: throttledMs / millisecondsASecond },
    ])
    .family("millrace_kafka_logins_failed_total", "counter", "Logins refused.", [{ value: broker.security.failedLogins }])
    .family("millrace_transactions", "gauge", "Transactional ids in a state; Ongoing ones are open.", counted(transactions, "state"));
}

export const counted = (counts: ReadonlyMap<string, number>, label: string): Sample[] =>
  [...counts].map(([name, value]) => ({ labels: { [label]: name }, value }));
