// One conversation of a SASL mechanism: the client's messages in, the server's out, until it ends.
export interface SaslExchange {
  respond(message: Uint8Array): SaslStep | Promise<SaslStep>;
}

export type SaslStep =
  | {
      readonly kind: "continue";
      readonly bytes: Uint8Array;
      /** For the log: the client is told now that it fails, and will be refused when it has heard. */
      readonly refused?: string;
    }
  | {
      readonly kind: "done";
      readonly bytes: Uint8Array;
      /** The user's name, without `User:`. */
      readonly name: string;
      /** When what was shown is no longer valid; wall clock. */
      readonly expiresAtMs?: number;
    }
  | {
      readonly kind: "failed";
      /** Who it claimed to be, for the log. */
      readonly name?: string;
      /** For the log: what a client is told does not say which part was wrong. */
      readonly reason: string;
      /** What the mechanism has told the client already. */
      readonly answer?: string;
    };

export const failed = (reason: string, name?: string): SaslStep => ({ kind: "failed", reason, ...(name === undefined ? {} : { name }) });

/** As long as Kafka lets a name be in its own records; longer ones are not looked up. */
export const nameLengthMost = 255;
