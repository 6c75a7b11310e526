// Flink's parser cases that ours reads another way, and why that is right.

/** Taken by Flink's parser, refused by ours with another error than "not supported". */
export const knownRefusals: ReadonlySet<string> = new Set([
  // Any precision: Flink's validator refuses these later.
  "cast(x as decimal(0))",
  "cast(x as decimal(1,2))",
  // Looser operators within the bounds of BETWEEN, without brackets.
  "values a between b or (c and d) or e and f",
  "a = x between y = b and z = c",
  // LIKE of LIKE, with two escapes.
  "values a like b like c like d escape e escape f",
  // A difference of dates with a unit after it, and functions that Flink does not have.
  "(date1 - date2) YEAR TO MONTH",
  "SELECT ARRAY[2,4,6][OFFSET(2)]",
  "select time_trunc(TIME '15:30:00', hour) from t",
  "date_trunc(d , week(tuesday))",
  // A character set's name with minus signs in it.
  "_iSo-8859-1'bye'",
]);

/** Trees that differ from what Flink prints, for it prints a column's field, and a unit, in its own way. */
export const knownShapes: ReadonlySet<string> = new Set([
  "select (a).c.d from c.t",
  "select time_trunc(time '15:30:00', week) from t",
  "select timestamp_trunc(timestamp '2008-12-25 15:30:00', week) from t",
]);
