// Many of everything: ten thousand partitions with records in them, two thousand connected clients. How long a start
// takes then, what an idle process costs, how much memory it holds.
import { readFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { encodeBatch, openLog } from "@millrace/log";
import { startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import type { BenchmarkOptions, Figure } from "../figures.ts";

const ticksPerSecond = 100;

/** CPU seconds of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const residentMiB = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** As a client that says hello and then waits: ApiVersions version 0. From many addresses, as each may have only so many. */
function connect(port: number, index: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: "127.0.0.1", port, localAddress: `127.0.0.${2 + (index % 100)}` }, () => {
      socket.write(Buffer.from("0000000a00120000000000010000", "hex"));
    });
    socket.once("data", () => resolve(socket));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`connection ${index} was closed`)));
  });
}

export async function scaleBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const partitions = quick ? 200 : 10_000;
  const clients = quick ? 50 : 2_000;
  const watchedMs = quick ? 1_000 : 20_000;
  const folder = temporaryFolder("bench-scale");
  const log = await openLog({ folder: folder.path });
  const value = encodeBatch({ records: [{ key: "k", value: "v".repeat(200) }] });
  for (let topic = 0; topic < partitions / 100; topic++) {
    const name = `t${topic}`;
    await log.createTopic({ name, partitions: 100 });
    await Promise.all(Array.from({ length: 100 }, (_, partition) => log.append(name, partition, value.slice())));
  }
  await log.close();
  const millrace = await startMillrace({ data: folder.path });
  const sockets: Socket[] = [];
  const port = Number(millrace.kafka.split(":")[1]);
  while (sockets.length < clients) {
    const first = sockets.length;
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => connect(port, first + index)))));
  }
  // The first seconds belong to the start.
  await new Promise((resolve) => setTimeout(resolve, quick ? 500 : 5_000));
  const before = cpuSeconds(millrace.pid);
  await new Promise((resolve) => setTimeout(resolve, watchedMs));
  const idle = ((cpuSeconds(millrace.pid) - before) / (watchedMs / 1000)) * 100;
  const resident = residentMiB(millrace.pid);
  for (const socket of sockets) socket.destroy();
  await millrace.kill();
  const again = await startMillrace({ data: folder.path });
  await again.stop();
  folder.remove();
  const many = `${partitions} partitions`;
  const figure = (what: string, measured: number, unit: string): Figure => ({ benchmark: "scale", what, value: measured, unit });
  return [
    figure(`start with ${many}`, millrace.readyMs, "ms"),
    figure(`start with ${many} after kill -9`, again.readyMs, "ms"),
    figure(`idle with ${many} and ${clients} connections, of one core`, Math.max(idle, 0.01), "%"),
    figure(`resident with ${many} and ${clients} connections`, resident, "MiB"),
  ];
}
