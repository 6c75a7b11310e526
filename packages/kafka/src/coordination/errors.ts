// What groups and transactions refuse, of the broker in this process and of a cluster alike.
import { defineErrors } from "@millrace/core";

export const coordinationErrors = defineErrors("coordination", {
  groupActive: {
    message: (group: string) => `the group "${group}" has members`,
    hint: "stop its consumers first: its positions are theirs while they run",
  },
  groupUnknown: { message: (group: string) => `there is no group "${group}"` },
  transactionFenced: {
    message: (transactionalId: string) => `the transactional id "${transactionalId}" is used by someone else now`,
    hint: "everything of this transaction was taken back",
  },
  transactionEnded: { message: (transactionalId: string) => `the transaction of "${transactionalId}" has ended` },
});
