// What the broker refuses in its own name. What the log refuses keeps the log's code; error-map.ts turns both into
// Kafka's numbers.
import { defineErrors } from "@millrace/core";

export const brokerErrors = defineErrors("kafka", {
  portInUse: {
    message: (host: string, port: number) => `port ${port} on ${host} is in use`,
    hint: "stop the program that holds it, or choose another port",
  },
  listenFailed: {
    message: (host: string, port: number, reason: string) => `the Kafka port ${host}:${port} cannot be opened: ${reason}`,
  },
  positionNegative: {
    message: (group: string) => `a position of the group "${group}" is no whole number of at least 0`,
  },
  groupRefused: {
    message: (group: string, code: number) => `the group "${group}" takes no positions now (Kafka's error ${code})`,
    hint: "a group id has 1 to 1,024 characters",
  },
  transactionRefused: {
    message: (transactionalId: string, code: number) => `the transaction of "${transactionalId}" is refused (Kafka's error ${code})`,
    hint: "a transactional id has 1 to 1,024 characters; transaction.max.timeout.ms bounds the time-out",
  },
  frameSize: {
    message: (length: number, least: number, most: number) => `a request says ${length} bytes; between ${least} and ${most} are taken`,
  },
});
