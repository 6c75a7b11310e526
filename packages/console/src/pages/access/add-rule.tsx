// A new rule, and what it would mean, in words, before it is made.
import type { AccessRuleBody, ChangedRules } from "@millrace/platform/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiError, post } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { Failure } from "../../parts/parts.tsx";

const resources: readonly (readonly [AccessRuleBody["resourceType"], string])[] = [
  ["topic", "topic"],
  ["group", "consumer group"],
  ["transactionalId", "transactional id"],
  ["cluster", "cluster"],
];

const operations: readonly (readonly [AccessRuleBody["operation"], string])[] = [
  ["read", "read"],
  ["write", "write"],
  ["create", "create"],
  ["delete", "delete"],
  ["alter", "alter"],
  ["describe", "describe"],
  ["describeConfigs", "describe settings"],
  ["alterConfigs", "alter settings"],
  ["clusterAction", "cluster action"],
  ["idempotentWrite", "idempotent write"],
  ["all", "everything"],
];

const clusterName = "kafka-cluster";

function Choice<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

export function AddRule({ onClose }: { readonly onClose: () => void }) {
  const [rule, setRule] = useState<AccessRuleBody>({
    principal: "User:",
    host: "*",
    operation: "read",
    permission: "allow",
    resourceType: "topic",
    resourceName: "",
    pattern: "literal",
  });
  const set = (part: Partial<AccessRuleBody>): void => setRule({ ...rule, ...part });
  const cluster = rule.resourceType === "cluster";
  const whole: AccessRuleBody = cluster ? { ...rule, resourceName: clusterName, pattern: "literal" } : rule;
  const complete = /^[^:]+:.+$/.test(whole.principal) && whole.resourceName !== "" && whole.host !== "";
  const meaning = useQuery<ChangedRules, ApiError>({
    queryKey: ["meaning", whole],
    queryFn: () => post<ChangedRules>("/acls", { rules: [whole], dryRun: true }),
    enabled: complete,
    retry: false,
  });
  return (
    <ChangeDialog
      title="Add a rule"
      verb="Add"
      ready={meaning.data !== undefined && complete}
      onClose={onClose}
      change={() => post<ChangedRules>("/acls", { rules: [whole] })}
    >
      <div className="fields">
        <label>
          Who
          <input
            autoFocus
            required
            spellCheck={false}
            value={rule.principal}
            onChange={(event) => set({ principal: event.target.value })}
          />
        </label>
        <Choice
          label="May"
          options={[
            ["allow", "may"],
            ["deny", "may not"],
          ]}
          value={rule.permission}
          onChange={(permission) => set({ permission })}
        />
        <Choice label="Do" options={operations} value={rule.operation} onChange={(operation) => set({ operation })} />
        <Choice label="With" options={resources} value={rule.resourceType} onChange={(resourceType) => set({ resourceType })} />
        {!cluster && (
          <>
            <Choice
              label="Names"
              options={[
                ["literal", "named exactly"],
                ["prefixed", "that begin with"],
              ]}
              value={rule.pattern}
              onChange={(pattern) => set({ pattern })}
            />
            <label>
              Name
              <input
                required
                spellCheck={false}
                placeholder="* is all of them"
                value={rule.resourceName}
                onChange={(event) => set({ resourceName: event.target.value })}
              />
            </label>
          </>
        )}
        <label>
          From
          <input required spellCheck={false} value={rule.host} onChange={(event) => set({ host: event.target.value })} />
        </label>
      </div>
      {complete && meaning.error !== null && <Failure error={meaning.error} />}
      <p className="meaning" aria-live="polite">
        {complete ? meaning.data?.rules[0]?.sentence : <span className="muted">What the rule means is said here.</span>}
      </p>
    </ChangeDialog>
  );
}
