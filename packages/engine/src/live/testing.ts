// For tests of live queries: a reader that keeps what it hears.
import type { ErrorJson } from "@millrace/core";
import type { Column } from "@millrace/sql";
import type { LiveRow, QueryReader } from "../runtime.ts";

export class Collector implements QueryReader {
  readonly rowsHeard: LiveRow[] = [];
  columns: readonly string[] = [];
  changelog: "append" | "retract" | undefined;
  skippedRows = 0;
  rejectedRows = 0;
  rejection: ErrorJson | undefined;
  ended = false;
  error: ErrorJson | undefined;
  readonly onRows: (rows: readonly LiveRow[]) => void;

  constructor(onRows: (rows: readonly LiveRow[]) => void = () => undefined) {
    this.onRows = onRows;
  }

  schema(columns: readonly Column[], changelog: "append" | "retract"): void {
    this.columns = columns.map(({ name }) => name);
    this.changelog = changelog;
  }
  rows(rows: readonly LiveRow[]): void {
    this.rowsHeard.push(...rows);
    this.onRows(rows);
  }
  skipped(rows: number): void {
    this.skippedRows += rows;
  }
  rejected(rows: number, first: ErrorJson): void {
    this.rejectedRows += rows;
    this.rejection ??= first;
  }
  progress(): void {
    // Tests look at rows.
  }
  end(error?: ErrorJson): void {
    this.ended = true;
    this.error = error;
  }
}
