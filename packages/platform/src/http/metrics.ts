// /metrics: Millrace about itself, for Prometheus.
import type { LocalSize } from "@millrace/log";
import type { JobView } from "../api/types.ts";
import { groupPositionViews } from "../groups/group-view.ts";
import { counted, logFamilies, portFamilies, tierFamilies } from "../metrics/port-families.ts";
import { PrometheusText } from "../metrics/prometheus.ts";
import type { Sample } from "../metrics/prometheus.ts";
import type { Services } from "../services.ts";
import { onCluster } from "./needs.ts";
import type { Routes } from "./server.ts";

/** Samples of so many topics at most: beyond that a scrape would be the heaviest thing here. */
const topicsMost = 1_000;
const millisecondsASecond = 1_000;

export function metricsRoutes(routes: Routes, services: Services): void {
  routes.get(
    "/metrics",
    { config: onCluster("describe"), schema: { tags: ["platform"], summary: "Metrics of Millrace itself, for Prometheus" } },
    (_request, reply) => {
      const text = new PrometheusText();
      topicFamilies(text, services);
      groupFamilies(text, services);
      logFamilies(text, services);
      tierFamilies(text, services);
      portFamilies(text, services);
      jobFamilies(text, services.jobs.views());
      processFamilies(text, services);
      void reply.type("text/plain; version=0.0.4; charset=utf-8").send(text.text());
    },
  );
}

function topicFamilies(text: PrometheusText, { log, rates }: Services): void {
  const topics = log.topics().slice(0, topicsMost);
  const offsets: Sample[] = [];
  const starts: Sample[] = [];
  const bytes: Sample[] = [];
  for (const { name, partitions } of topics) {
    for (let partition = 0; partition < partitions; partition++) {
      const labels = { topic: name, partition };
      const { start, end } = log.offsets(name, partition);
      offsets.push({ labels, value: end });
      starts.push({ labels, value: start });
      bytes.push({ labels, value: log.size(name, partition).bytes });
    }
  }
  const totals = (kind: "records" | "bytes"): Sample[] =>
    topics.map(({ name }) => ({ labels: { topic: name }, value: rates.topics.of(name)[kind].total }));
  const sizes = topics
    .filter(({ config }) => config["remote.storage.enable"] === "true")
    .map(({ name, partitions }) => ({ name, parts: Array.from({ length: partitions }, (_, index) => log.size(name, index)) }));
  const tiered = (value: (size: LocalSize) => number): Sample[] =>
    sizes.map(({ name, parts }) => ({ labels: { topic: name }, value: parts.reduce((sum, size) => sum + value(size), 0) }));
  text
    .family("millrace_topics", "gauge", "Topics, internal ones included.", [{ value: log.topics().length }])
    .family("millrace_topic_appended_records_total", "counter", "Records made durable since the start.", totals("records"))
    .family("millrace_topic_appended_bytes_total", "counter", "Bytes made durable since the start.", totals("bytes"))
    .family("millrace_topic_end_offset", "gauge", "One past the last durable record.", offsets)
    .family("millrace_topic_start_offset", "gauge", "The oldest record kept.", starts)
    .family("millrace_topic_size_bytes", "gauge", "Bytes on disk.", bytes)
    .family(
      "millrace_topic_tier_bytes",
      "gauge",
      "Bytes in the object store.",
      tiered(({ remoteBytes }) => remoteBytes),
    )
    .family(
      "millrace_topic_tier_segments",
      "gauge",
      "Segments in the object store.",
      tiered(({ remoteSegments }) => remoteSegments),
    )
    .family(
      "millrace_topic_tier_waiting_bytes",
      "gauge",
      "Bytes of closed segments that are yet to go to the object store.",
      tiered(({ uncopiedBytes }) => uncopiedBytes),
    );
}

/** Samples of so many groups at most. */
const groupsMost = 1_000;

function groupFamilies(text: PrometheusText, services: Services): void {
  const all = services.broker.groups();
  const groups = all.slice(0, groupsMost);
  const states = new Map<string, number>();
  for (const { state } of all) states.set(state, (states.get(state) ?? 0) + 1);
  const lags = groups.flatMap((group) =>
    groupPositionViews(services, group).map(({ topic, partition, lag }) => ({
      labels: { group: group.groupId, topic, partition },
      value: lag,
    })),
  );
  const members = groups.map(({ groupId, members: { length } }) => ({ labels: { group: groupId }, value: length }));
  text
    .family("millrace_group_lag_records", "gauge", "Records between a group's position and the end.", lags)
    .family("millrace_group_members", "gauge", "Members of a consumer group.", members)
    .family("millrace_groups", "gauge", "Consumer groups in a state.", counted(states, "state"));
}

const orNothing = (milliseconds: number | null | undefined): number => (milliseconds ?? Number.NaN) / millisecondsASecond;

/** Name (after `millrace_job_`), type, help, value. */
const jobMetrics: readonly (readonly [string, "counter" | "gauge", string, (job: JobView) => number])[] = [
  ["running", "gauge", "1 while the job runs.", (job) => (job.state === "running" ? 1 : 0)],
  ["failed", "gauge", "1 when the job failed.", (job) => (job.state === "failed" ? 1 : 0)],
  ["rows_in_total", "counter", "Rows read.", (job) => job.rowsIn],
  ["rows_out_total", "counter", "Rows written.", (job) => job.rowsOut],
  ["rows_late_total", "counter", "Rows behind the watermark.", (job) => job.rowsLate],
  ["rows_bad_total", "counter", "Records that did not decode.", (job) => job.rowsBad],
  ["lag_records", "gauge", "Records behind the end of the input.", (job) => job.lag],
  ["watermark_seconds", "gauge", "The watermark, seconds since the epoch.", (job) => orNothing(job.watermarkMs)],
  ["state_bytes", "gauge", "State held.", (job) => job.stateBytes],
  ["cpu_seconds_total", "counter", "CPU time used.", (job) => job.cpuMs / millisecondsASecond],
  ["restarts_total", "counter", "Restarts after a failure.", (job) => job.restarts],
  ["checkpoint_seconds", "gauge", "How long the last checkpoint took.", (job) => orNothing(job.checkpoint?.durationMs)],
];

function jobFamilies(text: PrometheusText, jobs: readonly JobView[]): void {
  for (const [name, type, help, value] of jobMetrics) {
    const samples = jobs.map((job) => ({ labels: { job: job.name }, value: value(job) }));
    text.family(`millrace_job_${name}`, type, help, samples);
  }
}

function processFamilies(text: PrometheusText, { live, clock, startedAt, version }: Services): void {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  text
    .family("millrace_live_queries", "gauge", "Live queries and tails that are open.", [{ value: live.count }])
    .family("millrace_live_rows_skipped_total", "counter", "Rows that readers of live queries were too slow for.", [
      { value: live.skippedRows },
    ])
    .family("millrace_uptime_seconds", "gauge", "Since the start.", [{ value: (clock.monotonic() - startedAt) / millisecondsASecond }])
    .family("millrace_info", "gauge", "The version.", [{ labels: { version, node: process.version }, value: 1 }])
    .family("process_resident_memory_bytes", "gauge", "Resident memory.", [{ value: memory.rss }])
    .family("process_heap_bytes", "gauge", "JavaScript heap in use.", [{ value: memory.heapUsed }])
    .family("process_external_memory_bytes", "gauge", "Buffers outside of the heap.", [{ value: memory.external }])
    .family("process_cpu_seconds_total", "counter", "CPU time, all threads.", [{ value: (cpu.user + cpu.system) / 1e6 }]);
}
