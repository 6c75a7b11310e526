// Topic names, as Kafka has them; they are folder names too, so nothing else is let through.
import { limits } from "@millrace/core";
import { logErrors } from "../errors.ts";

const pattern = /^[A-Za-z0-9._-]+$/;

export function isTopicName(name: string): boolean {
  return name.length <= limits.topicNameBytes && pattern.test(name) && name !== "." && name !== "..";
}

export function checkTopicName(name: string): void {
  if (!isTopicName(name)) throw logErrors.topicName(name);
}
