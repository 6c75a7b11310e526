import { defineErrors } from "@millrace/core";

export const sinkErrors = defineErrors("engine", {
  nullRefused: {
    message: (column: string, table: string) => `column "${column}" of table "${table}" is NOT NULL, but a row has no value for it`,
    hint: "declare the column without NOT NULL, or give a value with COALESCE",
  },
});
