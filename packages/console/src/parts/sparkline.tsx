import type { Sparkline as Values } from "@millrace/platform/api";

/** The last two minutes of a rate, newest on the right. Gaps stay gaps. Scaled to its own greatest value. */
export function Sparkline({
  values,
  label,
  width = 120,
  height = 28,
}: {
  readonly values: Values;
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}) {
  const known = values.map((value) => value ?? 0);
  const top = Math.max(1, ...known);
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number): number => height - 2 - (value / top) * (height - 5);
  let line = "";
  let first = -1;
  let last = -1;
  values.forEach((value, index) => {
    if (value === null) return;
    line += `${first < 0 || values[index - 1] === null ? "M" : "L"}${(index * step).toFixed(1)} ${y(value).toFixed(1)}`;
    if (first < 0) first = index;
    last = index;
  });
  const area = first < 0 ? "" : `${line}L${(last * step).toFixed(1)} ${height}L${(first * step).toFixed(1)} ${height}Z`;
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="sparkline-area" d={area} />
      <path className="sparkline-line" d={line} />
    </svg>
  );
}
