// A numeric result as lines over time: x from the newest time column, a line for each value of the first text column.
import type { ColumnView } from "@millrace/platform/api";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { Empty } from "../../parts/parts.tsx";
import type { Row } from "./rows.ts";

const shownLines = 8;
const palette = ["#0e8194", "#d9822b", "#7a5ccf", "#3f8f4f", "#c7455c", "#5b7a99", "#a68a1d", "#2f6fd0"];
const isNumeric = (type: string): boolean => /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/.test(type);
const isTime = (type: string): boolean => /^(TIMESTAMP|DATE)/.test(type);

interface Drawn {
  readonly data: uPlot.AlignedData;
  readonly names: readonly string[];
}

/** Null when the result has no number or no time to draw. */
function drawable(columns: readonly ColumnView[]): { readonly time: number; readonly value: number; readonly name: number } | null {
  const time = columns.findLastIndex((column) => isTime(column.type));
  const value = columns.findIndex((column) => isNumeric(column.type) && column.name !== "rank" && column.name !== "ranking");
  if (time < 0 || value < 0) return null;
  return { time, value, name: columns.findIndex((column) => /^(VARCHAR|CHAR|STRING)/.test(column.type)) };
}

function draw(columns: readonly ColumnView[], rows: readonly Row[]): Drawn | null {
  const axes = drawable(columns);
  if (axes === null) return null;
  const lines = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const text = String(row[axes.time]);
    const at = Date.parse(text.replace(" ", "T").replace(/Z?$/, "Z")) / 1000;
    const value = row[axes.value];
    if (Number.isNaN(at) || value === null) continue;
    const name = axes.name < 0 ? columns[axes.value]!.name : String(row[axes.name]);
    let line = lines.get(name);
    if (line === undefined) lines.set(name, (line = new Map()));
    if (!line.has(at)) line.set(at, Number(value));
  }
  const chosen = [...lines].sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1)).slice(0, shownLines);
  const times = [...new Set(chosen.flatMap(([, line]) => [...line.keys()]))].sort((a, b) => a - b);
  if (times.length === 0) return null;
  return { names: chosen.map(([name]) => name), data: [times, ...chosen.map(([, line]) => times.map((time) => line.get(time) ?? null))] };
}

export function Chart({ columns, rows }: { readonly columns: readonly ColumnView[]; readonly rows: readonly Row[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const drawn = useMemo(() => draw(columns, rows), [columns, rows]);
  const names = drawn?.names.join("\u0000") ?? "";
  useEffect(() => {
    const element = place.current;
    if (element === null || drawn === null) return undefined;
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--muted");
    const grid = getComputedStyle(document.documentElement).getPropertyValue("--line");
    // Times as rows have them, UTC, on a clock of 24 hours; the day only where a tick is that long.
    const time = (seconds: number, from: number, to: number): string => new Date(seconds * 1000).toISOString().slice(from, to);
    const times = (_: uPlot, splits: readonly number[], _axis: number, _space: number, step: number): string[] =>
      splits.map((split) => (step >= 86_400 ? time(split, 5, 10) : time(split, 11, step < 60 ? 19 : 16)));
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight - 40,
        padding: [12, 28, 0, 0],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        series: [
          { label: "UTC", value: (_, seconds: number | null) => (seconds === null ? "–" : time(seconds, 0, 19).replace("T", " ")) },
          ...drawn.names.map((name, index) => ({
            label: name,
            stroke: palette[index % palette.length]!,
            width: 1.8,
            spanGaps: true,
            points: { show: drawn.data[0].length < 40 },
          })),
        ],
        axes: [{ ...axis, values: times }, axis],
        legend: { live: true },
      },
      drawn.data,
      element,
    );
    plot.current = chart;
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight - 40 }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- new lines make a new chart, new points do not
  }, [names]);
  useEffect(() => {
    if (drawn !== null) plot.current?.setData(drawn.data);
  }, [drawn]);
  if (drawn === null) return <Empty title="Nothing to draw">A chart needs a column with a time and one with a number.</Empty>;
  return <div className="chart" ref={place} />;
}
