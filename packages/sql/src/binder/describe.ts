// DESCRIBE: Flink's columns.
import type { CatalogEntry, DescribeRow } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { withNullable } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";

const bare = (type: SqlType): string => formatType(withNullable(type, true));

export function describeEntry(entry: CatalogEntry): DescribeRow[] {
  if (entry.kind === "view")
    return entry.columns.map(({ name, type }) => ({
      name,
      type: bare(type),
      null: type.nullable,
      key: null,
      extras: null,
      watermark: null,
    }));
  const { columns, definition, watermark } = entry.table;
  const key = definition.primaryKey === null ? null : `PRI(${definition.primaryKey.join(", ")})`;
  return columns.map((column): DescribeRow => {
    const marked = watermark?.column === column.name;
    const type = marked ? ({ ...column.type, rowtime: true } as SqlType) : column.type;
    return {
      name: column.name,
      type: bare(type),
      null: column.type.nullable,
      key: definition.primaryKey?.includes(column.name) === true ? key : null,
      extras:
        column.kind === "computed"
          ? `AS ${column.expression}`
          : column.kind === "metadata"
            ? `METADATA FROM '${column.key}'${column.virtual ? " VIRTUAL" : ""}`
            : null,
      watermark: marked ? watermark.expression : null,
    };
  });
}
