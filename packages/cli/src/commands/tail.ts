import type { RecordsAnswer, RecordView } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { interruption, numberOption } from "../options.ts";
import { cellText, colours, json, time } from "../output.ts";
import type { Server } from "../server.ts";

export interface TailOptions extends Server {
  readonly json?: boolean;
  readonly search?: string;
  readonly key?: string;
  readonly where?: string;
  readonly since?: string;
  readonly last: string;
}

export async function tail(topic: string, options: TailOptions): Promise<void> {
  const api = new Api(options);
  const last = numberOption("last", options.last, { min: 0, max: 1000, integer: true });
  const filter = new URLSearchParams();
  for (const name of ["search", "key", "where"] as const) if (options[name] !== undefined) filter.set(name, options[name]);
  const path = `/topics/${encodeURIComponent(topic)}`;
  const print = (record: RecordView): void => (options.json === true ? json(record) : console.log(line(record)));
  if (last > 0) {
    const page = new URLSearchParams(filter);
    page.set("limit", String(last));
    if (options.since === undefined) page.set("offset", `-${last}`);
    else page.set("since", options.since);
    const { records } = await api.get<RecordsAnswer>(`${path}/records?${page.toString()}`);
    for (const record of records) print(record);
  }
  try {
    for await (const { event, data } of api.events(`${path}/tail?${filter.toString()}`, interruption())) {
      if (event === "records") for (const record of (data as { records: readonly RecordView[] }).records) print(record);
      else if (event === "skipped" && options.json !== true)
        console.log(colours.dim(`… ${(data as { records: number }).records} records not shown`));
    }
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
  }
}

function line(record: RecordView): string {
  const place = colours.dim(`${record.partition}:${record.offset}`);
  const key = record.key === null ? "" : `${colours.cyan(cellText(record.key))} `;
  return `${place} ${colours.dim(time(record.timestampMs))} ${key}${record.value === null ? colours.dim("tombstone") : cellText(record.value)}`;
}
