import type * as api from "@millrace/platform/api";
import { expectTypeOf, it } from "vitest";
import type * as own from "./types.ts";

// `tsc` is the judge: the package keeps its own words for what crosses the wire, and they must be the platform's.
it("says of the wire what the platform says", () => {
  expectTypeOf<own.PublishRecord>().toEqualTypeOf<api.PublishRecord>();
  expectTypeOf<own.PublishAnswer>().toEqualTypeOf<api.PublishAnswer>();
  expectTypeOf<own.LiveMessage>().toEqualTypeOf<api.LiveMessage>();
  expectTypeOf<own.StatementResult>().toEqualTypeOf<api.StatementResult>();
  expectTypeOf<own.ErrorJson>().toEqualTypeOf<api.ErrorBody["error"]>();
});
