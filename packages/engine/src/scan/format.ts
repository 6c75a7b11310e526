// Which decoder a table's format has.
import type { SqlType, TableDefinition } from "@millrace/sql";
import type { ColumnData } from "../columns/batch.ts";
import type { ValueDecoder } from "./decoder.ts";
import { JsonDecoder } from "./json/decoder.ts";

export interface PhysicalField {
  readonly name: string;
  readonly position: number;
  readonly type: SqlType;
  readonly column: ColumnData;
}

const isTrue = (option: string | undefined): boolean => option?.toLowerCase() === "true";

export function createDecoder(table: TableDefinition, fields: readonly PhysicalField[], _keyed: boolean): ValueDecoder {
  const { options } = table;
  switch (table.format) {
    case "json":
    case "csv":
    case "raw":
      return new JsonDecoder({
        fields,
        ignoreErrors: isTrue(options["json.ignore-parse-errors"] ?? options["value.json.ignore-parse-errors"]),
        failOnMissing: isTrue(options["json.fail-on-missing-field"] ?? options["value.json.fail-on-missing-field"]),
      });
  }
}
