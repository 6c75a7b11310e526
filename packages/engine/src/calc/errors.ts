// Why a row cannot be computed. Such a row is a bad record: it goes to the dead-letter topic with this reason.
import { defineErrors } from "@millrace/core";

export const rowErrors = defineErrors("engine", {
  castFailed: {
    message: (value: string, type: string) => `"${value}" is not a value of ${type}`,
    hint: "TRY_CAST gives null instead of a bad record",
  },
  divisionByZero: { message: () => "division by zero", hint: "guard the divisor, for example with NULLIF(divisor, 0)" },
  functionArgument: { message: (name: string, reason: string) => `${name}: ${reason}` },
  functionUnknown: { message: (name: string) => `the engine has no function "${name}"` },
  patternInvalid: { message: (pattern: string, reason: string) => `"${pattern}" is not a pattern: ${reason}` },
});
