import { defineErrors } from "@millrace/core";

export const cliErrors = defineErrors("cli", {
  unconfirmed: {
    message: (question: string) => `not done, as nobody said yes to: ${question}`,
    hint: "answer yes, or say --yes",
  },
  segmentFile: {
    message: (path: string) => `"${path}" is no segment file`,
    hint: "segments are named by their first offset: <data>/topics/<topic>/<partition>/00000000000000000000.log",
  },
  unreachable: {
    message: (url: string) => `Millrace does not answer at ${url}`,
    hint: "start it with `npm start`, or say where it is with --url (or MILLRACE_URL)",
  },
  brokerUnreachable: {
    message: (broker: string, seconds: number) => `no Kafka broker answered at ${broker} for ${seconds} s`,
    hint: "start Millrace with `npm start`, or say where the broker is with --kafka HOST:PORT (or MILLRACE_KAFKA)",
  },
  badAnswer: {
    message: (url: string, status: number) => `${url} answered with status ${status}, which is not Millrace's way`,
    hint: "check --url",
  },
  optionMissing: { message: (option: string, asking: string) => `--${asking} needs --${option} too` },
  resourceMissing: {
    message: () => "a rule is about a resource, and none is named",
    hint: "name one with --topic, --group, --transactional-id, --user or --cluster",
  },
  quotaOwnerMissing: {
    message: () => "a quota is of somebody, and nobody is named",
    hint: "name them with --user, --client-id or --ip; without a name each stands for all that have no quota of their own",
  },
  variableMissing: {
    message: (option: string, variable: string) => `--${option} needs ${variable} in the environment`,
  },
  passwordEmpty: {
    message: (name: string) => `the password of "${name}" is empty`,
    hint: "give it in MILLRACE_PASSWORD, at the prompt, or on standard input",
  },
  optionValue: { message: (option: string, value: string, wants: string) => `--${option} takes ${wants}, not "${value}"` },
  schemaRefused: { message: (said: string) => said },
  schemaTypeUnknown: {
    message: (path: string) => `${path} does not say by its name what schema it holds`,
    hint: "name it .avsc, .json or .proto, or say --type AVRO, JSON or PROTOBUF",
  },
  loginPasswordMissing: {
    message: (name: string) => `logging in as ${name} needs a password`,
    hint: "give it in --password-file or MILLRACE_PASSWORD; on a command line everyone on the machine would see it",
  },
  passwordClear: {
    message: (url: string) => `a password would go to ${url} in clear`,
    hint: "use https://; or say MILLRACE_INSECURE=yes",
  },
  fileUnreadable: { message: (path: string, why: string) => `${path} cannot be read: ${why}` },
  exampleUnknown: { message: (name: string, known: string) => `there is no example "${name}"; there are: ${known}` },
  exampleLogin: {
    message: () => "an example publishes through the Kafka port without a login, and --kafka-auth login would refuse it",
    hint: "leave out one of the two",
  },
  passwordMissing: {
    message: (side: string, variable: string) => `--${side}-user needs a password in ${variable}`,
    hint: "passwords on a command line are seen by everyone on the machine",
  },
  replayFormat: {
    message: (path: string) => `${path}: neither JSON lines nor CSV by its name`,
    hint: "say which with --format json or --format csv",
  },
  replayHeader: {
    message: (path: string, field: string, columns: string) => `${path} has no column "${field}"; its columns are ${columns}`,
    hint: "--time-field and --key-field name columns of the header line",
  },
  replayBehind: {
    message: (topic: string) => `the newest record of topic "${topic}" was not written by a replay`,
    hint: "--resume goes on from the line number that a replay leaves on its records; without --resume the file is published from its beginning",
  },
});

/** What a command ends with; the table stands in `millrace --help`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, refused: 4, interrupted: 130 } as const;
