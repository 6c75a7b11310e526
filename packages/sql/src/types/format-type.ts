// A type as SQL writes it, in Flink's words: `DECIMAL(10, 2) NOT NULL`, `TIMESTAMP_LTZ(3)`, `STRING`.
import { maxLength } from "./type.ts";
import type { SqlType } from "./type.ts";

export function formatType(type: SqlType): string {
  return type.nullable || type.kind === "NULL" ? formatBare(type) : `${formatBare(type)} NOT NULL`;
}

function formatBare(type: SqlType): string {
  switch (type.kind) {
    case "INTEGER":
      return "INT";
    case "DECIMAL":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "VARCHAR":
      return type.length === maxLength ? "STRING" : `VARCHAR(${type.length})`;
    case "VARBINARY":
      return type.length === maxLength ? "BYTES" : `VARBINARY(${type.length})`;
    case "CHAR":
    case "BINARY":
      return `${type.kind}(${type.length})`;
    case "TIME":
      return `TIME(${type.precision})`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return `${type.kind}(${type.precision})${type.rowtime === true ? " *ROWTIME*" : ""}`;
    case "INTERVAL_DAY_TIME":
      return "INTERVAL DAY TO SECOND";
    case "INTERVAL_YEAR_MONTH":
      return "INTERVAL YEAR TO MONTH";
    case "ARRAY":
      return `ARRAY<${formatType(type.element)}>`;
    case "MAP":
      return `MAP<${formatType(type.key)}, ${formatType(type.value)}>`;
    case "ROW":
      return `ROW<${type.fields.map((field) => `\`${field.name.replaceAll("`", "``")}\` ${formatType(field.type)}`).join(", ")}>`;
    default:
      return type.kind;
  }
}
