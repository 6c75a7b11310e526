// Rows under their columns. Columns only ever grow wider, in steps, and rows are told apart by their place: so the table
// stands still while its values change many times a second.
import type { ColumnView } from "@millrace/platform/api";
import { useRef } from "react";
import { cell } from "../../parts/format.ts";
import type { Row } from "./rows.ts";

const drawnRows = 200;
const widest = 44;
/** Figures' widths to begin with, by type: enough for most values, so that few columns grow at all. */
const usual: readonly (readonly [RegExp, number])[] = [
  [/^TIMESTAMP/, 23],
  [/^(BIGINT|DECIMAL|DOUBLE|FLOAT)/, 11],
  [/^(VARCHAR|CHAR|STRING)/, 16],
];

const isNumber = (type: string): boolean => /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/.test(type);

function useWidths(columns: readonly ColumnView[], rows: readonly Row[]): readonly number[] {
  const held = useRef<{ readonly columns: readonly ColumnView[]; readonly widths: number[] }>({ columns: [], widths: [] });
  if (held.current.columns !== columns) {
    const first = columns.map(({ name, type }) => Math.max(name.length + 1, usual.find(([pattern]) => pattern.test(type))?.[1] ?? 8));
    held.current = { columns, widths: first };
  }
  const { widths } = held.current;
  // A time has marks between its figures, which are narrower: 24 characters fit in 23.
  for (const row of rows)
    for (const [index, width] of widths.entries()) {
      const { length } = cell(row[index]);
      if (length > width + 1) widths[index] = Math.min(widest, Math.ceil(length / 8) * 8);
    }
  return widths;
}

export function Grid({ columns, rows }: { readonly columns: readonly ColumnView[]; readonly rows: readonly Row[] }) {
  const drawn = rows.slice(0, drawnRows);
  const widths = useWidths(columns, drawn);
  const right = columns.map((column) => isNumber(column.type));
  return (
    <div className="grid-frame" tabIndex={0} role="region" aria-label="Rows">
      <table className="rows grid" style={{ minWidth: `${widths.reduce((sum, width) => sum + width + 3, 0)}ch` }}>
        <colgroup>
          {widths.map((width, index) => (
            <col key={index} style={{ width: `${width + 3}ch` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} className={right[index] === true ? "num" : ""} title={`${column.name} ${column.type}`}>
                {column.name}
                <small>{column.type.replace(" NOT NULL", "")}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drawn.map((row, place) => (
            <tr key={place}>
              {columns.map((_, column) => (
                <td key={column} className={right[column] === true ? "num" : ""} title={cell(row[column])}>
                  {row[column] === null ? <span className="null">NULL</span> : cell(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
