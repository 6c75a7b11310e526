import { defineErrors } from "@millrace/core";

export const mirrorErrors = defineErrors("mirror", {
  topicNone: {
    message: (patterns: string) => `no topic of the source matches ${patterns}`,
    hint: "topics that begin with __ belong to their cluster and are left out",
  },
  renameRule: {
    message: (rule: string) => `"${rule}" is no rule FROM=TO`,
    hint: "each side is a name, or a pattern with one *: orders=eu.orders, or *=copy.*",
  },
  renameClash: {
    message: (first: string, second: string, target: string) => `"${first}" and "${second}" would both become "${target}"`,
  },
  sameTopic: {
    message: (topic: string) => `"${topic}" would be copied onto itself`,
    hint: "source and target are one cluster: give the copies other names with --rename",
  },
  partitionsFewer: {
    message: (topic: string, has: number, needs: number) => `topic "${topic}" of the target has ${has} partitions; its source has ${needs}`,
    hint: "add partitions to it, or let the mirror create it",
  },
  sourceSilent: {
    retriable: true,
    message: (topic: string, partition: number, offset: number, end: number) =>
      `the source gives nothing of "${topic}" partition ${partition} from offset ${offset} on, and says that it goes to ${end}`,
  },
  tailForeign: {
    message: (topic: string, partition: number, offset: number) =>
      `offset ${offset} of "${topic}" partition ${partition} was not written by this mirror`,
    hint: "without transactions a mirror goes on by what it finds at the end of its topics, so nobody else may write there",
  },
  progressGap: {
    message: (topic: string, partition: number, known: number, next: number) =>
      `the progress of "${topic}" partition ${partition} goes on at offset ${next}, but is known up to ${known} alone`,
    hint: "records of the topic _millrace_mirror are lost; delete the copies, and the next run makes them anew",
  },
  progressInvalid: {
    message: (topic: string, offset: number) => `offset ${offset} of "${topic}" is no progress of a mirror`,
    hint: "the topic belongs to `millrace mirror` alone",
  },
});
