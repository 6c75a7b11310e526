// The cells of the matrix: what is done, by which client, with which records. And what must hold of them.
import { median, type Figure } from "../figures.ts";
import { defaultKafka, fsyncKafka } from "./targets.ts";

export interface Cell {
  readonly recordBytes: number;
  readonly partitions: number;
  readonly codec: string;
}

export interface Run extends Cell {
  readonly kafka: string;
  readonly topic: string;
  readonly records: number;
}

/** Both ways in MB/s of the records' values. */
export interface MatrixClient {
  readonly name: string;
  readonly produce: (run: Run) => number;
  readonly fetch: (run: Run) => number;
}

export const cells = (quick: boolean): readonly Cell[] =>
  (quick ? [100] : [100, 1024]).flatMap((recordBytes) =>
    (quick ? [1] : [1, 6, 100]).flatMap((partitions) =>
      (quick ? ["none"] : ["none", "lz4", "zstd"]).map((codec) => ({ recordBytes, partitions, codec })),
    ),
  );

export function cellName(verb: "produce" | "fetch", client: string, { recordBytes, partitions, codec }: Cell): string {
  const size = recordBytes === 1024 ? "1 KiB" : `${recordBytes} B`;
  return `${verb}, ${client}, ${size}, ${partitions} partition${partitions === 1 ? "" : "s"}, ${codec}`;
}

interface Demand {
  readonly verb: string;
  readonly peer: string;
  readonly times: number;
}

/** Of each cell. A produce to Kafka's default promises less than one to Millrace. */
const demands: readonly Demand[] = [
  { verb: "produce", peer: fsyncKafka, times: 1 },
  { verb: "produce", peer: defaultKafka, times: 0.7 },
  { verb: "fetch", peer: defaultKafka, times: 1 },
];

/** One line a demand: how many cells meet it, and which do not. */
export function summary(figures: readonly Figure[]): string[] {
  return demands.flatMap(({ verb, peer, times }) => {
    const measured = figures.filter(({ what }) => what.startsWith(verb));
    const reached = measured.flatMap(({ what, beside = [] }) =>
      beside.filter((one) => one.peer === peer).map((one) => ({ what, times: one.times })),
    );
    if (reached.length === 0) return [];
    const below = reached.filter((one) => !(one.times >= times));
    const middle = median(reached.map((one) => one.times)).toFixed(2);
    return [
      `${verb}: ${reached.length - below.length} of ${measured.length} cells >= ${times.toFixed(1)} × ${peer}, median ${middle}`,
      ...below.map((one) => `  ${one.times.toFixed(2)} × ${one.what}`),
    ];
  });
}
