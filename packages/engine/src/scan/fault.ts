// Why a record is bad. One object is thrown again and again: no stack is taken on the row path.
export type FaultCode =
  /** No JSON, no CSV, no UTF-8. */
  | "engine.record-malformed"
  /** A field's value is none of its column's type. */
  | "engine.field-type"
  /** A field is missing where the table says that this fails. */
  | "engine.field-missing"
  /** The key or the headers are not what the table says. */
  | "engine.record-shape";

export class RecordFault extends Error {
  code: FaultCode = "engine.record-malformed";
  reason = "";
}

const shared = new RecordFault();

/** `at`: position in the record's value, bytes from 0. */
export function fault(code: FaultCode, reason: string): RecordFault {
  shared.code = code;
  shared.reason = reason;
  return shared;
}

const shownMost = 60;

export const shown = (text: string): string => (text.length > shownMost ? `${text.slice(0, shownMost)}…` : text);
