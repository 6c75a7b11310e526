// Which assignment protocol a group uses: one that all members know; among those each member votes for the one it
// names first, and most votes win.
import { present } from "@millrace/core";
import type { MemberProtocol } from "./member.ts";

interface Voter {
  readonly protocols: readonly MemberProtocol[];
}

export function commonProtocols(voters: readonly Voter[]): string[] {
  const [first, ...rest] = voters;
  if (first === undefined) return [];
  const names = first.protocols.map(({ name }) => name);
  return names.filter((name) => rest.every(({ protocols }) => protocols.some((other) => other.name === name)));
}

export function chooseProtocol(voters: readonly Voter[]): string {
  const common = commonProtocols(voters);
  const votes = new Map(common.map((name) => [name, 0]));
  for (const { protocols } of voters) {
    const choice = protocols.find(({ name }) => votes.has(name));
    if (choice !== undefined) votes.set(choice.name, votes.get(choice.name)! + 1);
  }
  const [winner] = [...votes].sort((left, right) => right[1] - left[1]);
  return present(winner, "members are admitted only with a protocol that all know")[0];
}
