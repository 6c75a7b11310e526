// Hostile frames around a login: handshakes, messages of the mechanisms, in requests or bare, out of turn, changed, and
// requests that should wait until it is known who asks.
import type { Random } from "@millrace/core";
import { requestBytes } from "../raw-client.ts";
import { type FrameMaker, type HostileFrame, withLength } from "./frames.ts";
import { plainMessage } from "./peers.ts";

const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "", "x".repeat(300)];
const texts = [
  "n,,n=some,r=abcdef",
  "n,,n=nobody,r=abcdef",
  "y,,n=some,r=",
  "n,a=root,n=some,r=abcdef",
  "n,,n==,r=abcdef",
  `n,,n=${"=2C".repeat(500)},r=abcdef`,
  `n,,n=some,r=${"z".repeat(5_000)}`,
  `n,,n=some,r=abcdef${",x=y".repeat(1_000)}`,
  "c=biws,r=abcdef,p=AAAA",
  "\0some\0wrong",
  "\0\0",
  "\0".repeat(1_000),
  "n,,\u0001auth=Bearer x.y.z\u0001\u0001",
];

function message(random: Random): Uint8Array {
  const text = texts[random.below(texts.length)]!;
  // A sound password is dear to check: it stands for itself in `login`.
  const bytes: Uint8Array = random.below(64) === 0 ? plainMessage("some") : Buffer.from(text);
  if (random.below(3) > 0 || bytes.length === 0) return bytes;
  const changed = bytes.slice();
  changed[random.below(changed.length)] = random.below(256);
  return random.below(2) === 0 ? changed : changed.subarray(0, random.below(changed.length));
}

/** One frame on a connection that has not logged in. */
export function loginFrame(frames: FrameMaker, random: Random, correlationId: number, authBytes = message(random)): HostileFrame {
  const choice = random.below(8);
  const version = random.below(3);
  if (choice === 0) return frames.next(correlationId);
  if (choice === 1) return { bytes: withLength(authBytes), whole: true };
  const mechanism = mechanisms[random.below(mechanisms.length)]!;
  const sound =
    choice < 4
      ? requestBytes("SaslHandshake", random.below(2), { mechanism }, correlationId)
      : requestBytes("SaslAuthenticate", version, { authBytes }, correlationId);
  return { bytes: random.below(4) === 0 ? frames.mutated(sound) : sound, whole: true };
}
