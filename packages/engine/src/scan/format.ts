// Which decoder a table's format has.
import type { SqlType, TableDefinition } from "@millrace/sql";
import type { ColumnData } from "../columns/batch.ts";
import { CsvDecoder } from "./csv.ts";
import { csvOptions } from "./csv-options.ts";
import type { ValueDecoder } from "./decoder.ts";
import { JsonDecoder } from "./json/decoder.ts";
import { KeyedDecoder } from "./keyed.ts";
import { RawDecoder } from "./raw.ts";
import { TextArena } from "./text-arena.ts";

export interface PhysicalField {
  readonly name: string;
  readonly position: number;
  readonly type: SqlType;
  readonly column: ColumnData;
}

/** `upsert`: records without a value delete the row of their key. */
export function createDecoder(table: TableDefinition, fields: readonly PhysicalField[], upsert: boolean): ValueDecoder {
  const arena = new TextArena();
  const value = valueDecoder(table, fields, arena);
  if (!upsert) return value;
  const names = table.primaryKey ?? [];
  const keys = fields.filter(({ name }) => names.includes(name));
  const raw = table.options["key.format"] === "raw";
  const key = raw
    ? new RawDecoder(keys[0], arena, false)
    : new JsonDecoder({ fields: keys, arena, ignoreErrors: false, failOnMissing: true });
  return new KeyedDecoder(value, key);
}

function valueDecoder(table: TableDefinition, fields: readonly PhysicalField[], arena: TextArena): ValueDecoder {
  const { options } = table;
  const option = (name: string): string | undefined => (options[name] ?? options[`value.${name}`])?.toLowerCase();
  switch (table.format) {
    case "json":
      return new JsonDecoder({
        fields,
        arena,
        ignoreErrors: option("json.ignore-parse-errors") === "true",
        failOnMissing: option("json.fail-on-missing-field") === "true",
      });
    case "csv":
      return new CsvDecoder(fields, table.physical.length, arena, csvOptions(options));
    case "raw":
      return new RawDecoder(fields[0], arena, option("raw.endianness") === "little-endian");
  }
}
