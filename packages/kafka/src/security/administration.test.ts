import { afterAll, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { AccessRule } from "./administration.ts";

const memory = await MemoryBroker.start({ aclsMax: 1, quotasMax: 1, usersMax: 1 });
afterAll(() => memory.close());

const rule: AccessRule = {
  principal: "User:ada",
  host: "*",
  operation: "twoPhaseCommit",
  permission: "deny",
  resourceType: "transactionalId",
  resourceName: "payments",
  pattern: "literal",
};

it("keeps what it made over a restart, and gives back what was put in", async () => {
  const { security } = memory.broker;
  await security.addRules([rule]);
  await security.changeQuota({ ip: null }, { connection_creation_rate: 5 });
  await security.setPassword("ada", "secret");
  await memory.restart();
  const again = memory.broker.security;
  expect(again.rules()).toEqual([rule]);
  expect(again.quotas()).toEqual([{ entity: { ip: null }, values: { connection_creation_rate: 5 } }]);
  expect(again.users()).toEqual([{ name: "ada", mechanisms: ["SCRAM-SHA-256", "SCRAM-SHA-512"] }]);
});

it("has a bound on each (kafka.security-full)", async () => {
  const { security } = memory.broker;
  const full = expect.objectContaining({ code: "kafka.security-full" });
  await expect(security.addRules([{ ...rule, principal: "User:bob" }])).rejects.toEqual(full);
  await expect(security.changeQuota({ ip: "10.0.0.1" }, { connection_creation_rate: 5 })).rejects.toEqual(full);
  await expect(security.setPassword("bob", "secret")).rejects.toEqual(full);
  await security.setPassword("ada", "another");
  expect(await security.removeRules({ resourceName: "payments" })).toEqual([rule]);
  expect(security.rules()).toEqual([]);
});
