// The operating errors of jobs, checkpoints and workers. Codes are `engine.…`; those of decoding and calculating
// stand with the code that raises them.
import { defineErrors } from "@millrace/core";

export const jobErrors = defineErrors("engine", {
  recordRefused: {
    message: (topic: string, partition: number, offset: number, reason: string) =>
      `the record at offset ${offset} of topic "${topic}", partition ${partition}, cannot be read: ${reason}`,
    hint: `the table says 'on-error' = 'fail'; without it such records go to the topic's .rejected topic and the job goes on`,
  },
  jobExists: {
    message: (id: string) => `job "${id}" is running`,
    hint: "stop it first, or give the new job another name",
  },
  jobUnknown: { message: (id: string) => `there is no job "${id}"` },
  jobRunning: {
    message: (id: string) => `job "${id}" is running, so its state cannot be dropped`,
    hint: "stop it first",
  },
  queriesTooMany: {
    message: (limit: number) => `${limit} live queries are running, which is the limit`,
    hint: "stop one of them first",
  },
  runtimeClosed: { message: () => "the runtime is closed" },
  workerLost: {
    retriable: true,
    message: (name: string, reason: string) => `the ${name} worker stopped: ${reason}`,
  },
  checkpointCorrupt: {
    message: (file: string, offset: number, reason: string) => `checkpoint file ${file} is damaged at byte ${offset}: ${reason}`,
    hint: "restore the file from a backup, or drop the job's state and let it read its input again",
  },
  checkpointBehindOutput: {
    message: (topic: string, partition: number, written: number, known: number) =>
      `topic "${topic}", partition ${partition}, holds output up to sequence ${written}, but the checkpoint knows only ${known}`,
    hint: "the job's checkpoint is older than its output: restore the newer one, or drop the job's state and its output topic",
  },
  startOffset: {
    message: (topic: string, partition: number, offset: number, end: number) =>
      `offset ${offset} of 'scan.startup.specific-offsets' is behind the end of topic "${topic}", partition ${partition}, which is ${end}`,
  },
});
