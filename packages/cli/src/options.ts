// Values of options that are more than text, checked with an error that names the option.
import { cliErrors } from "./errors.ts";

export function numberOption(
  name: string,
  value: string,
  range: { readonly min: number; readonly max?: number; readonly integer?: boolean },
): number {
  const number = Number(value);
  const wants = `${range.integer === true ? "a whole number" : "a number"} ${range.max === undefined ? `of at least ${range.min}` : `from ${range.min} to ${range.max}`}`;
  if (
    value.trim() === "" ||
    !Number.isFinite(number) ||
    number < range.min ||
    number > (range.max ?? Infinity) ||
    (range.integer === true && !Number.isInteger(number))
  )
    throw cliErrors.optionValue(name, value, wants);
  return number;
}

export const portOption = (name: string, value: string): number => numberOption(name, value, { min: 0, max: 65_535, integer: true });

/** Aborts at the first Ctrl-C; the second one ends the process. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const once = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", once);
  process.on("SIGTERM", once);
  return controller.signal;
}
