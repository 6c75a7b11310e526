// What is wrong with how a broker is set up to be reached.
import { defineErrors } from "@millrace/core";

export const securityErrors = defineErrors("kafka", {
  listenerOpen: {
    message: (name: string, host: string) => `listener ${name} on ${host} can be reached from other machines and asks nobody who they are`,
    hint: "let it ask: SASL_SSL, or SSL with clientAuth required; or say insecure: true besides the host",
  },
  listenerClear: {
    message: (name: string, host: string) => `listener ${name} on ${host} would send passwords and records in clear to other machines`,
    hint: "use SASL_SSL; or say insecure: true besides the host",
  },
  listenerTls: {
    message: (name: string, protocol: string, missing: string) => `listener ${name} speaks ${protocol} and has no ${missing}`,
  },
  listenerNamedTwice: { message: (name: string) => `two listeners have the name ${name}` },
  listenerUnused: {
    message: (name: string, protocol: string, what: string) => `listener ${name} speaks ${protocol}, where ${what} means nothing`,
  },
  usersRefused: { message: (code: number, message: string) => `the broker refuses with error ${code}: ${message}` },
  tlsMaterial: {
    message: (name: string, reason: string) => `the certificate, key or authorities of listener ${name} cannot be used: ${reason}`,
    hint: "all of them are PEM; the key belongs to the first certificate",
  },
});
