import { defineErrors } from "@millrace/core";

export const scanErrors = defineErrors("engine", {
  batchUnreadable: {
    message: (topic: string, partition: number, offset: number) =>
      `the record batch of "${topic}" partition ${partition} at offset ${offset} is not a record batch`,
  },
});
