// What the members of a classic group of type "consumer" are subscribed to, as they tell each other through the leader:
// the broker need not understand that, but where it can it keeps their offsets from being deleted or expiring.
import { ByteReader, MillraceError } from "@millrace/core";
import { type ConsumerProtocolSubscription, decodeConsumerProtocolSubscription } from "../../generated/index.ts";
import type { Group } from "./group.ts";
import { metadataFor } from "./member.ts";

export const consumerProtocolType = "consumer";
const subscriptionVersionMax = 3;

/** undefined: these bytes are no subscription. */
export function decodeSubscription(metadata: Uint8Array): (ConsumerProtocolSubscription & { readonly version: number }) | undefined {
  try {
    const reader = new ByteReader(metadata);
    // Later versions only add fields at the end.
    const version = Math.min(reader.int16(), subscriptionVersionMax);
    return version < 0 ? undefined : { ...decodeConsumerProtocolSubscription(reader, version), version };
  } catch (error) {
    if (error instanceof MillraceError) return undefined;
    throw error;
  }
}

/** undefined: it cannot be told from what the members say. */
export function subscribedTopics({ members, protocolType, protocolName }: Group): ReadonlySet<string> | undefined {
  if (members.size === 0) return new Set();
  if (protocolType !== consumerProtocolType || protocolName === null) return undefined;
  const subscriptions = [...members.values()].map((member) => decodeSubscription(metadataFor(member, protocolName)));
  if (subscriptions.includes(undefined)) return undefined;
  return new Set(subscriptions.flatMap((subscription) => subscription!.topics));
}
