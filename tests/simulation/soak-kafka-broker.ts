// The broker that soak-kafka.ts sends hostile frames to, in a process of its own, over a log in the folder that it is
// given. Tells its parent the ports, then how it is, twice a second: memory, defects, and turns of its loop that took
// too long.
import { asMillraceError } from "@millrace/core";
import { startBroker } from "@millrace/kafka";
import { isClientsFault, fuzzListeners, fuzzSettings, prepareBroker, type Stall, StallWatch } from "@millrace/kafka/fuzz";
import { openLog } from "@millrace/log";
import type { TlsMaterial } from "../../packages/kafka/src/security/listener.ts";

export interface BrokerReport {
  readonly rssBytes: number;
  readonly stalls: readonly { readonly cpuMs: number; readonly chunks: readonly { listenerPort: number; cpuMs: number; hex: string }[] }[];
  readonly turnMsMax: number;
  readonly turns: readonly (readonly [overMs: number, count: number])[];
  readonly defects: readonly (readonly [text: string, count: number])[];
  readonly topics: number;
}

const reportEveryMs = 500;
/** Shorter turns are counted only. */
const stallMs = 30;
const topicsMost = 300;

const [folder, tls] = process.argv.slice(2);
const tell = (message: unknown): void => void process.send?.(message);
const log = await openLog({ folder: folder!, config: { topics: topicsMost, maintenanceMs: 5_000 } });
const defects = new Map<string, number>();
const logger = {
  warn(message: string, details: Readonly<Record<string, unknown>>): void {
    if (!("error" in details)) return;
    const { code, message: reason } = asMillraceError(details["error"]);
    if (isClientsFault(code)) return;
    const text = `${message}: ${code}: ${reason}`;
    defects.set(text, (defects.get(text) ?? 0) + 1);
  },
};
let stalls: Stall[] = [];
const watch = new StallWatch(stallMs, (stall) => stalls.push(stall));
const listeners = fuzzListeners(tls === undefined ? undefined : (JSON.parse(tls) as TlsMaterial));
const broker = await startBroker({ log, port: 0, listen: watch.listen, logger, settings: fuzzSettings, listeners });
const ports = await prepareBroker(broker);

const report = (): BrokerReport => {
  const hex = ({ listenerPort, cpuMs, bytes }: Stall["chunks"][number]) => ({
    listenerPort,
    cpuMs,
    hex: Buffer.from(bytes).toString("hex"),
  });
  const told = stalls.map(({ cpuMs, chunks }) => ({ cpuMs, chunks: chunks.slice(0, 3).map(hex) }));
  stalls = [];
  return {
    rssBytes: process.memoryUsage.rss(),
    stalls: told,
    turnMsMax: watch.maxMs,
    turns: [...watch.over],
    defects: [...defects],
    topics: log.topics().length,
  };
};
tell({ ports: [...ports] });
setInterval(() => tell(report()), reportEveryMs);
process.on("disconnect", () => process.exit());
process.on("message", () => {
  tell(report());
  watch.close();
  void broker
    .close()
    .then(() => log.close())
    .then(() => process.exit());
});
