// What a cluster can answer beyond what a log in this process does; for the rest the adapter throws the log's own errors.
import { defineErrors } from "@millrace/core";

export const clusterErrors = defineErrors("cluster", {
  unreachable: {
    retriable: true,
    message: (address: string, reason: string) => `no Kafka broker answers at ${address}: ${reason}`,
    hint: "check address, port and listener; a broker that wants TLS or a password needs them said",
  },
  loginRefused: {
    message: (address: string, reason: string) => `${address} refused the login: ${reason}`,
    hint: "check user, password and SASL mechanism",
  },
  apiMissing: {
    message: (address: string, api: string) => `${address} does not speak a version of ${api} that is known here`,
    hint: "Kafka 2.5 and later do",
  },
  unanswered: {
    retriable: true,
    message: (what: string, seconds: number, reason: string) => `no answer to ${what} in ${seconds} s (${reason})`,
    hint: "it may have been carried out or not",
  },
  refused: {
    message: (what: string, reason: string) => `the cluster refused ${what}: ${reason}`,
  },
});
