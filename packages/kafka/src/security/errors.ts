// What is wrong with how a broker is set up to be reached.
import { defineErrors } from "@millrace/core";

export const securityErrors = defineErrors("kafka", {
  listenerOpen: {
    message: (name: string, host: string) => `listener ${name} on ${host} can be reached from other machines and asks nobody who they are`,
    hint: "let it ask: SASL_SSL, or SSL with clientAuth required; or say insecure: true (millrace start: --insecure-listen) besides the host",
  },
  listenerClear: {
    message: (name: string, host: string) => `listener ${name} on ${host} would send passwords and records in clear to other machines`,
    hint: "use SASL_SSL; or say insecure: true (millrace start: --insecure-listen) besides the host",
  },
  listenerTls: {
    message: (name: string, protocol: string, missing: string) => `listener ${name} speaks ${protocol} and has no ${missing}`,
  },
  listenerNamedTwice: { message: (name: string) => `two listeners have the name ${name}` },
  listenerUnused: {
    message: (name: string, protocol: string, what: string) => `listener ${name} speaks ${protocol}, where ${what} means nothing`,
  },
  usersRefused: { message: (code: number, message: string) => `the broker refuses with error ${code}: ${message}` },
  ruleInvalid: { message: (fault: string) => fault, hint: "a rule is: who, from where, may or may not, do what, with which resource" },
  quotaInvalid: { message: (fault: string) => fault },
  userNameInvalid: { message: (most: number) => `a user's name has 1 to ${most} characters` },
  passwordEmpty: { message: (name: string) => `the password of "${name}" is empty` },
  userUnknown: { message: (name: string) => `there is no user "${name}" with a password` },
  securityFull: { message: (what: string, most: number) => `there can be ${most} ${what}`, hint: "remove what is no longer used" },
  loginRefused: {
    message: () => "the name and the password, or the token, are not valid together",
    hint: "names and passwords are those of the Kafka port: millrace users",
  },
  loginsFull: { message: (most: number) => `${most} logins are being checked, the most at once`, retriable: true },
  tlsMaterial: {
    message: (name: string, reason: string) => `the certificate, key or authorities of listener ${name} cannot be used: ${reason}`,
    hint: "all of them are PEM; the key belongs to the first certificate",
  },
});
