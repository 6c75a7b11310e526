// What flows, how fast, how far behind, and what is wrong.
import type { JobView, Overview, TopicSummary } from "@millrace/platform/api";
import { useState } from "react";
import { useOverview } from "../../api/queries.ts";
import { ago, byName, bytes, count, duration, rate } from "../../parts/format.ts";
import { Code, Empty, LoadFailure, Page, Panel, Stat, StateDot } from "../../parts/parts.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { to } from "../../router.ts";

export function HomePage() {
  const { data, error } = useOverview();
  if (data === undefined)
    return (
      <Page title="Home">
        <LoadFailure error={error} />
      </Page>
    );
  const topics = data.topics.filter((topic) => !topic.internal);
  return (
    <Page
      title="Home"
      subtitle={`Kafka on ${data.health.kafka.host}:${data.health.kafka.port} · data in ${data.health.dataFolder} · up ${duration(data.health.uptimeMs)}`}
    >
      <LoadFailure error={error} />
      <Problems overview={data} />
      <Figures overview={data} />
      {topics.length === 0 ? <FirstSteps overview={data} /> : <Flow topics={topics} jobs={data.jobs} />}
    </Page>
  );
}

function Problems({ overview }: { readonly overview: Overview }) {
  const problems = overview.health.problems;
  if (problems.length === 0) return null;
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={`${problem.subject} ${problem.message}`} className={problem.severity === "error" ? "bad" : "warn"}>
          <strong>{problem.subject}</strong> {problem.message}
          {problem.hint !== undefined && <span className="muted"> — {problem.hint}</span>}
        </li>
      ))}
    </ul>
  );
}

function Figures({ overview }: { readonly overview: Overview }) {
  const running = overview.jobs.filter((job) => job.state === "running");
  const lag = overview.jobs.reduce((sum, job) => sum + job.lag, 0);
  const late = overview.jobs.reduce((sum, job) => sum + job.rowsLate, 0);
  const bad = overview.jobs.reduce((sum, job) => sum + job.rowsBad, 0);
  return (
    <div className="figures">
      <Panel>
        <Stat label="Records in" value={rate(overview.recordsInPerSecond)} note={`${bytes(overview.bytesInPerSecond)}/s`} />
        <Sparkline values={overview.rateIn} label="records in a second, the last two minutes" />
      </Panel>
      <Panel>
        <Stat
          label="Rows out of processors"
          value={rate(overview.jobs.reduce((sum, job) => sum + job.rowsOutPerSecond, 0))}
          note={`${running.length} of ${overview.jobs.length} running`}
        />
        <Sparkline values={overview.rateOut} label="rows out a second, the last two minutes" />
      </Panel>
      <Panel>
        <Stat label="Behind" value={count(lag)} note="records waiting" {...(lag > 100_000 ? { tone: "warn" as const } : {})} />
      </Panel>
      <Panel>
        <Stat label="Late · rejected" value={`${count(late)} · ${count(bad)}`} note="both kept" />
      </Panel>
      <Panel>
        <Stat
          label="Memory"
          value={bytes(overview.health.rssBytes)}
          note={`${overview.connections} Kafka connection${overview.connections === 1 ? "" : "s"}`}
        />
      </Panel>
    </div>
  );
}

/** The two tables have the same columns' widths, so that names, rates and lines stand under each other. */
function Flow({ topics, jobs }: { readonly topics: readonly TopicSummary[]; readonly jobs: readonly JobView[] }) {
  return (
    <>
      <Panel title="Topics" aside={<a href={to("topics")}>All topics</a>} flush>
        <table className="rows flow">
          <thead>
            <tr>
              <th className="flow-name">Topic</th>
              <th className="num flow-extra">Size</th>
              <th className="num">Records</th>
              <th className="num">In</th>
              <th className="flow-line">Two minutes</th>
            </tr>
          </thead>
          <tbody>
            {[...topics]
              .sort((a, b) => a.writtenBy.length - b.writtenBy.length || b.records - a.records)
              .slice(0, 10)
              .map((topic) => (
                <tr key={topic.name}>
                  <td className="name" title={topic.name}>
                    <a href={to("topics", topic.name)}>{topic.name}</a>
                  </td>
                  <td className="num flow-extra">{bytes(topic.bytes)}</td>
                  <td className="num">{count(topic.records)}</td>
                  <td className="num">{rate(topic.recordsPerSecond)}</td>
                  <td className="flow-line">
                    <Sparkline values={topic.rate} label={`records a second into ${topic.name}`} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </Panel>
      <Panel title="Processors" aside={<a href={to("pipelines")}>The whole graph</a>} flush>
        {jobs.length === 0 ? (
          <Empty title="No processors yet">
            Ask something on the <a href={to("sql")}>SQL</a> page, and keep what is worth keeping.
          </Empty>
        ) : (
          <table className="rows flow">
            <thead>
              <tr>
                <th className="flow-name">Processor</th>
                <th className="num flow-extra">Event time</th>
                <th className="num">Behind</th>
                <th className="num">In</th>
                <th className="flow-line">Two minutes</th>
              </tr>
            </thead>
            <tbody>
              {[...jobs].sort(byName).map((job) => (
                <tr key={job.id}>
                  <td className="name" title={`${job.name}: ${job.state}`}>
                    <StateDot state={job.state} quiet />
                    <a href={to("jobs", job.id)}>{job.name}</a>
                  </td>
                  <td className="num flow-extra">{ago(job.watermarkMs)}</td>
                  <td className="num">{count(job.lag)}</td>
                  <td className="num">{rate(job.rowsInPerSecond)}</td>
                  <td className="flow-line">
                    <Sparkline values={job.rateIn} label={`rows a second into ${job.name}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </>
  );
}

function FirstSteps({ overview }: { readonly overview: Overview }) {
  const [now] = useState(() => new Date().toISOString());
  const curl = `curl -H 'content-type: application/json' ${location.origin}`;
  const broker = `${overview.health.kafka.host}:${overview.health.kafka.port}`;
  return (
    <Panel>
      <Empty title="Nothing flows yet">Publish a first record with any Kafka client, or over HTTP:</Empty>
      <Code>{`echo '{"user":"ada","page":"/","at":"${now}"}' | kcat -b ${broker} -t clicks -P`}</Code>
      <Code>{`${curl}/topics -d '{"name":"clicks"}'\n${curl}/topics/clicks/records -d '{"records":[{"value":{"user":"ada","page":"/"}}]}'`}</Code>
    </Panel>
  );
}
