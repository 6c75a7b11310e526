// /session: the console's login. Programs show their name and password with every request instead.
import type { SessionView } from "../api/types.ts";
import type { Services } from "../services.ts";
import { addressOf, sessionCookie, setSessionCookie } from "./login.ts";
import { needsNothing } from "./needs.ts";
import { loginBody } from "./schemas.ts";
import type { Routes } from "./server.ts";
import type { Sessions } from "./sessions.ts";

const tags = ["platform"];

export function sessionRoutes(routes: Routes, { broker }: Services, sessions: Sessions): void {
  const { authentication } = broker;

  routes.get(
    "/session",
    { config: needsNothing, schema: { tags, summary: "Who asks, and whether anybody must say so" } },
    (request): SessionView => ({ required: authentication.required, principal: request.caller?.principal ?? null }),
  );

  routes.post(
    "/session",
    { config: needsNothing, schema: { tags, summary: "Log in, for a browser: the answer sets a cookie", body: loginBody } },
    async (request, reply): Promise<SessionView> => {
      const { name, password } = request.body;
      const identity = await authentication.password(name, password, addressOf(request));
      setSessionCookie(request, reply, sessions.begin(identity));
      return { required: authentication.required, principal: identity.principal };
    },
  );

  routes.delete("/session", { config: needsNothing, schema: { tags, summary: "Log out" } }, async (request, reply): Promise<void> => {
    const cookie = sessionCookie(request);
    if (cookie !== undefined) sessions.end(cookie);
    setSessionCookie(request, reply, "");
    void reply.status(204);
  });
}
