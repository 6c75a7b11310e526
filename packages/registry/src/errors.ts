// Every refusal, with the number and status that Confluent's API gives it: clients decide by the number. The first three
// digits of a number are the HTTP status.
import { defineErrors, limits } from "@millrace/core";
import type { MillraceError } from "@millrace/core";

export const errors = defineErrors("registry", {
  subjectUnknown: { message: (subject: string) => `there is no subject "${subject}"` },
  versionUnknown: { message: (subject: string, version: number) => `subject "${subject}" has no version ${version}` },
  schemaUnknown: { message: (what: string) => `there is no schema ${what}` },
  subjectDeleted: {
    message: (subject: string) => `subject "${subject}" was deleted before`,
    hint: "permanent=true removes it for good",
  },
  subjectNotDeleted: {
    message: (subject: string) => `subject "${subject}" was not deleted first`,
    hint: "delete it without permanent=true, then with it",
  },
  versionDeleted: {
    message: (subject: string, version: number) => `version ${version} of subject "${subject}" was deleted before`,
    hint: "permanent=true removes it for good",
  },
  versionNotDeleted: {
    message: (subject: string, version: number) => `version ${version} of subject "${subject}" was not deleted first`,
    hint: "delete it without permanent=true, then with it",
  },
  configUnknown: { message: (subject: string) => `subject "${subject}" has no compatibility level of its own` },
  modeUnknown: { message: (subject: string) => `subject "${subject}" has no mode of its own` },
  incompatible: {
    message: (subject: string, messages: readonly string[]) =>
      `the schema is incompatible with an earlier one of subject "${subject}"; details: [${messages.join(", ")}]`,
    hint: "POST /compatibility/subjects/{subject}/versions/latest?verbose=true says what differs, without registering",
  },
  schemaInvalid: { message: (reason: string) => `the schema is not valid: ${reason}` },
  requestInvalid: { message: (reason: string) => reason },
  versionInvalid: { message: (version: string) => `"${version}" is not a version: 1 to 2147483647, or latest` },
  levelInvalid: {
    message: (level: string) => `"${level}" is not a compatibility level`,
    hint: "NONE, BACKWARD, FORWARD, FULL, BACKWARD_TRANSITIVE, FORWARD_TRANSITIVE or FULL_TRANSITIVE",
  },
  modeInvalid: { message: (mode: string) => `"${mode}" is not a mode`, hint: "READWRITE, READONLY, READONLY_OVERRIDE or IMPORT" },
  notPermitted: { message: (reason: string) => reason },
  referenced: {
    message: (subject: string, version: number) => `version ${version} of subject "${subject}" is referenced by other schemas`,
    hint: "GET /subjects/{subject}/versions/{version}/referencedby names them",
  },
  subjectInvalid: { message: (subject: string) => `${JSON.stringify(subject.slice(0, 300))} is no name of a subject` },
  schemaTooLarge: { message: () => `the schema is larger than ${limits.schemaBytes} bytes` },
  full: {
    message: () => `the registry holds ${limits.schemaVersions} versions or ${limits.schemasBytes} bytes of schemas, and takes no more`,
    hint: "delete versions that are no longer used, with permanent=true",
  },
  storeFailed: { retriable: true, message: (reason: string) => `the schema topic: ${reason}` },
});

const numbers: ReadonlyMap<string, number> = new Map<string, number>([
  [errors.subjectUnknown.code, 40401],
  [errors.versionUnknown.code, 40402],
  [errors.schemaUnknown.code, 40403],
  [errors.subjectDeleted.code, 40404],
  [errors.subjectNotDeleted.code, 40405],
  [errors.versionDeleted.code, 40406],
  [errors.versionNotDeleted.code, 40407],
  [errors.configUnknown.code, 40408],
  [errors.modeUnknown.code, 40409],
  [errors.incompatible.code, 409],
  [errors.schemaInvalid.code, 42201],
  [errors.requestInvalid.code, 422],
  [errors.versionInvalid.code, 42202],
  [errors.levelInvalid.code, 42203],
  [errors.modeInvalid.code, 42204],
  [errors.notPermitted.code, 42205],
  [errors.full.code, 42205],
  [errors.referenced.code, 42206],
  [errors.subjectInvalid.code, 42208],
  [errors.schemaTooLarge.code, 42209],
  [errors.storeFailed.code, 50001],
]);

/** Confluent's `error_code`, or undefined for an error that is not of the registry. */
export const errorNumber = (error: MillraceError): number | undefined => numbers.get(error.code);
