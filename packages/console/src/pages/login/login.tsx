// Where a login is asked for: the users of the Kafka port. The password goes to the server once; what stays here is a
// cookie that this page cannot read.
import type { SessionView } from "@millrace/platform/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { settleSession } from "../../api/queries.ts";
import { Failure, Wheel } from "../../parts/parts.tsx";
import { useTitle } from "../../router.ts";

export function LoginPage() {
  useTitle("Log in");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const login = useMutation<SessionView, ApiError>({
    mutationFn: () => post<SessionView>("/session", { name, password }),
    onSuccess: (session) => settleSession(queries, session),
  });
  return (
    <main className="login">
      <form
        className="panel login-box"
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate();
        }}
      >
        <h1>
          <Wheel size={30} />
          Millrace
        </h1>
        <label>
          User
          <input
            autoFocus
            required
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          Password
          <input
            required
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {login.isError && <Failure error={login.error} />}
        <button className="primary" disabled={login.isPending}>
          Log in
        </button>
      </form>
    </main>
  );
}
