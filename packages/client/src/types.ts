// What crosses the wire, as far as this package reads it. Kept here and not imported, so that the package stands alone;
// a test holds it against the platform's own types.

export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
  readonly hint?: string;
  readonly position?: TextPosition;
  /** Which of the records that came are at fault, from 0. */
  readonly records?: readonly number[];
}

export interface PublishRecord {
  readonly key?: string | null;
  /** A string goes as it is, anything else as JSON; null is a tombstone. */
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestampMs?: number;
}

export interface PublishAnswer {
  readonly count: number;
  readonly offsets: readonly { readonly partition: number; readonly baseOffset: number; readonly count: number }[];
  readonly duplicate: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

export type RowKind = "+I" | "-U" | "+U" | "-D";

export type LiveMessage =
  | {
      readonly type: "schema";
      readonly columns: readonly Column[];
      readonly changelog: "append" | "retract";
      readonly key: readonly number[] | null;
    }
  | { readonly type: "rows"; readonly rows: readonly (readonly [string, ...unknown[]])[] }
  | { readonly type: "skipped"; readonly rows: number }
  | { readonly type: "rejected"; readonly rows: number; readonly error: ErrorJson }
  | { readonly type: "progress"; readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }
  | { readonly type: "error"; readonly error: ErrorJson }
  | { readonly type: "end" };

export interface StatementResult {
  readonly kind: string;
  readonly message: string;
  readonly columns?: readonly Column[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly job?: string;
}
