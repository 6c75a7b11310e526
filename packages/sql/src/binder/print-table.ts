// A table as a CREATE TABLE statement: after ALTER TABLE there is no text that made it.
import type { CatalogColumn, CatalogTable } from "../statement.ts";
import { formatType } from "../types/format-type.ts";

const quotedName = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export function printTable(table: CatalogTable): string {
  const { definition, watermark } = table;
  const lines = table.columns.map(printColumn);
  if (watermark !== null) lines.push(`WATERMARK FOR ${quotedName(watermark.column)} AS ${watermark.expression}`);
  if (definition.primaryKey !== null) lines.push(`PRIMARY KEY (${definition.primaryKey.map(quotedName).join(", ")}) NOT ENFORCED`);
  const comment = table.comment === undefined ? "" : `\nCOMMENT ${quotedText(table.comment)}`;
  const options = Object.entries(definition.options).map(([key, value]) => `  ${quotedText(key)} = ${quotedText(value)}`);
  const clause = options.length === 0 ? "" : ` WITH (\n${options.join(",\n")}\n)`;
  return `CREATE TABLE ${quotedName(definition.name)} (\n${lines.map((line) => `  ${line}`).join(",\n")}\n)${comment}${clause}`;
}

function printColumn(column: CatalogColumn): string {
  const name = quotedName(column.name);
  if (column.kind === "computed") return `${name} AS ${column.expression}`;
  const type = formatType(column.type);
  if (column.kind === "physical") return `${name} ${type}`;
  return `${name} ${type} METADATA FROM ${quotedText(column.key)}${column.virtual ? " VIRTUAL" : ""}`;
}
