// Every job: what goes in and out, how far behind, what it costs; and its controls.
import type { JobView } from "@millrace/platform/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, remove, type ApiError } from "../../api/http.ts";
import { useJobs } from "../../api/queries.ts";
import { ago, byName, bytes, count, dateTime, duration, exact, rate } from "../../parts/format.ts";
import { Code, Empty, Failure, LoadFailure, Page, Panel, Stat, StateDot } from "../../parts/parts.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { go, to } from "../../router.ts";

export function JobsPage({ chosen }: { readonly chosen: string | undefined }) {
  const { data, error } = useJobs();
  const job = data?.find((candidate) => candidate.id === chosen || candidate.name === chosen);
  return (
    <Page title="Jobs" subtitle="A processor at work: rows in, rows out, and what it costs.">
      <LoadFailure error={error} />
      {data !== undefined && data.length === 0 && (
        <Empty title="No jobs yet">
          <code>INSERT INTO … SELECT …</code> on the <a href={to("sql")}>SQL</a> page makes one.
        </Empty>
      )}
      {data !== undefined && data.length > 0 && <JobTable jobs={data} chosen={job?.id} />}
      {job !== undefined && <JobDetail job={job} />}
    </Page>
  );
}

function JobTable({ jobs, chosen }: { readonly jobs: readonly JobView[]; readonly chosen: string | undefined }) {
  return (
    <Panel flush>
      <table className="rows clickable">
        <thead>
          <tr>
            <th>Job</th>
            <th>State</th>
            <th className="num">Rows in</th>
            <th className="num">Rows out</th>
            <th className="num">Late</th>
            <th className="num">Rejected</th>
            <th className="num">Behind</th>
            <th className="num">Watermark</th>
            <th className="num">CPU</th>
            <th className="num">State size</th>
            <th className="spark-cell">In, two minutes</th>
          </tr>
        </thead>
        <tbody>
          {[...jobs].sort(byName).map((job) => (
            <tr key={job.id} className={job.id === chosen ? "chosen" : ""} onClick={() => go(to("jobs", job.id))}>
              <td className="name">
                <a href={to("jobs", job.id)}>{job.name}</a>
              </td>
              <td>
                <StateDot state={job.state} />
              </td>
              <td className="num">{count(job.rowsIn)}</td>
              <td className="num">{count(job.rowsOut)}</td>
              <td className="num">{count(job.rowsLate)}</td>
              <td className={job.rowsBad > 0 ? "num warn" : "num"}>{count(job.rowsBad)}</td>
              <td className="num">{count(job.lag)}</td>
              <td className="num">{ago(job.watermarkMs)}</td>
              <td className="num">{duration(job.cpuMs)}</td>
              <td className="num">{bytes(job.stateBytes)}</td>
              <td className="spark-cell">
                <Sparkline values={job.rateIn} label={`rows a second into ${job.name}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function JobDetail({ job }: { readonly job: JobView }) {
  return (
    <Panel title={job.name} aside={<Controls job={job} />}>
      {job.error !== undefined && <Failure error={job.error} />}
      <div className="stats">
        <Stat label="In" value={rate(job.rowsInPerSecond)} note={`${exact(job.rowsIn)} rows`} />
        <Stat label="Out" value={rate(job.rowsOutPerSecond)} note={`${exact(job.rowsOut)} rows`} />
        <Stat
          label="Watermark"
          value={job.watermarkMs === null ? "–" : dateTime(job.watermarkMs)}
          note={job.newestMs === null ? "no event time seen" : `newest event ${ago(job.newestMs)}`}
        />
        <Stat
          label="Checkpoint"
          value={job.checkpoint === null ? "–" : `epoch ${exact(job.checkpoint.epoch)}`}
          note={
            job.checkpoint === null
              ? "none yet"
              : `${ago(job.checkpoint.atMs)}, ${bytes(job.checkpoint.bytes)} in ${duration(job.checkpoint.durationMs)}`
          }
        />
        <Stat label="Started" value={ago(job.startedAtMs)} note={`${job.restarts} restart${job.restarts === 1 ? "" : "s"}`} />
      </div>
      <div className="columns">
        <Streams title="Reads" streams={job.inputs} lag />
        <Streams title="Writes" streams={job.outputs.map((output) => ({ ...output, lag: 0 }))} />
      </div>
      <Code>{job.sql.trim()}</Code>
    </Panel>
  );
}

function Streams({ title, streams, lag = false }: { readonly title: string; readonly streams: JobView["inputs"]; readonly lag?: boolean }) {
  return (
    <table className="rows">
      <thead>
        <tr>
          <th>{title}</th>
          <th className="num">Rows</th>
          <th className="num">Rate</th>
          {lag && <th className="num">Behind</th>}
        </tr>
      </thead>
      <tbody>
        {streams.map((stream) => (
          <tr key={stream.topic}>
            <td className="name">
              <a href={to("topics", stream.topic)}>{stream.topic}</a>
            </td>
            <td className="num">{count(stream.rows)}</td>
            <td className="num">{rate(stream.rowsPerSecond)}</td>
            {lag && <td className="num">{count(stream.lag)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Controls({ job }: { readonly job: JobView }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const change = useMutation<unknown, ApiError, { readonly verb: string; readonly body?: unknown }>({
    mutationFn: ({ verb, body }) =>
      verb === "delete" ? remove(`/jobs/${encodeURIComponent(job.id)}`) : post(`/jobs/${encodeURIComponent(job.id)}/${verb}`, body),
    onSettled: () => {
      setAsking(false);
      void queries.invalidateQueries();
    },
  });
  const active = job.state === "running" || job.state === "starting" || job.state === "draining";
  return (
    <div className="actions">
      {change.isError && <span className="bad">{change.error.message}</span>}
      {asking ? (
        <>
          <span>Remove {job.name} and its state? Its topic stays.</span>
          <button className="danger" onClick={() => change.mutate({ verb: "delete" })}>
            Remove
          </button>
          <button onClick={() => setAsking(false)}>Keep</button>
        </>
      ) : (
        <>
          {active && (
            <button
              disabled={change.isPending}
              onClick={() => change.mutate({ verb: "stop" })}
              title="With a checkpoint, which a later start goes on from"
            >
              Stop
            </button>
          )}
          {active && (
            <button
              disabled={change.isPending}
              onClick={() => change.mutate({ verb: "stop", body: { drain: true } })}
              title="Read to the end and write every open window first"
            >
              Drain
            </button>
          )}
          {!active && (
            <button className="primary" disabled={change.isPending} onClick={() => change.mutate({ verb: "start" })}>
              Start
            </button>
          )}
          {active && (
            <button disabled={change.isPending} onClick={() => change.mutate({ verb: "restart" })}>
              Restart
            </button>
          )}
          <button className="quiet" onClick={() => setAsking(true)}>
            Remove…
          </button>
        </>
      )}
    </div>
  );
}
