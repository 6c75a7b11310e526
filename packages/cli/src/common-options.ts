// What many commands have: where the running Millrace is, how to print, examples below the help.
import { type Command, Option } from "commander";

export const url = (): Option => new Option("--url <url>", "the running Millrace").env("MILLRACE_URL").default("http://127.0.0.1:8080");
export const as = (): Option => new Option("--as <user>", "log in as this user, where a login is asked for").env("MILLRACE_USER");
export const passwordFile = (): Option => new Option("--password-file <file>", "the user's password; otherwise MILLRACE_PASSWORD has it");
export const kafka = (): Option =>
  new Option("--kafka <host:port>", "its Kafka port, or any Kafka broker").env("MILLRACE_KAFKA").default("127.0.0.1:9092");
export const asJson = (): Option => new Option("--json", "print JSON, for programs");
export const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ millrace ${line}`).join("\n")}`;
export const list = (command: Command): Command => command.addOption(url()).addOption(as()).addOption(passwordFile()).addOption(asJson());
