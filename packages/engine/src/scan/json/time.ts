// The usual forms of a time, straight from bytes: YYYY-MM-DD, `T` or a space, HH:MM, then perhaps :SS and 1–3 digits of
// fraction, then `Z`, then the closing quote. Everything else is read as text.
import { dayMs, daysFromCivil, daysInMonth } from "../../calc/runtime/calendar.ts";

/** Two digits as a number, or a number of at least 100. */
const two = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at]! ^ 48;
  const ones = bytes[at + 1]! ^ 48;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000;
};

// Records come day after day: the last date's days, by its number yyyymmdd.
let lastDate = 0;
let lastDays = 0;

/**
 * `from` is behind the opening quote. Writes the time's milliseconds into `data[row]` and returns the position behind
 * the closing quote, or -1 when the form is another. `zoned`: a `Z` must stand at the end; else it may.
 */
export function readDigits(bytes: Uint8Array, from: number, end: number, zoned: boolean, data: Float64Array, row: number): number {
  if (end - from < 18) return -1;
  const year = two(bytes, from) * 100 + two(bytes, from + 2);
  const month = two(bytes, from + 5);
  const day = two(bytes, from + 8);
  const hour = two(bytes, from + 11);
  const minute = two(bytes, from + 14);
  const separator = bytes[from + 10];
  if (year > 9999 || month > 12 || day > 31 || hour > 23 || minute > 59) return -1;
  if (bytes[from + 4] !== 45 || bytes[from + 7] !== 45 || bytes[from + 13] !== 58 || (separator !== 84 && separator !== 32)) return -1;
  let ms = (hour * 60 + minute) * 60_000;
  let at = from + 16;
  if (bytes[at] === 58) {
    const second = two(bytes, at + 1);
    if (second > 59) return -1;
    ms += second * 1000;
    at += 3;
    if (bytes[at] === 46) {
      at++;
      let unit = 100;
      let digit = bytes[at]! ^ 48;
      if (digit >= 10) return -1;
      while (digit < 10) {
        if (unit < 1) return -1;
        ms += digit * unit;
        unit = unit === 100 ? 10 : unit === 10 ? 1 : 0;
        digit = bytes[++at]! ^ 48;
      }
    }
  }
  if (bytes[at] === 90) at++;
  else if (zoned) return -1;
  if (bytes[at] !== 34 || at >= end) return -1;
  const date = year * 10000 + month * 100 + day;
  if (date !== lastDate) {
    if (month < 1 || day < 1 || day > daysInMonth(year, month)) return -1;
    lastDays = daysFromCivil(year, month, day);
    lastDate = date;
  }
  data[row] = lastDays * dayMs + ms;
  return at + 1;
}
