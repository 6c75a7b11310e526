// Kafka's `group.consumer.migration.policy`: whether a group with members may go from the classic protocol to the newer
// one (upgrade) and back, and whether classic members may be in a consumer group at all.
export type MigrationPolicy = "disabled" | "upgrade" | "downgrade" | "bidirectional";
export type MigrationStep = "upgrade" | "downgrade" | "mix";

export const migrationAllows: Record<MigrationPolicy, Record<MigrationStep, boolean>> = {
  disabled: { upgrade: false, downgrade: false, mix: false },
  upgrade: { upgrade: true, downgrade: false, mix: true },
  downgrade: { upgrade: false, downgrade: true, mix: true },
  bidirectional: { upgrade: true, downgrade: true, mix: true },
};
