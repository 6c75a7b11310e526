// Keywords that make sense after what stands before.
import type { Token } from "../lexer/token.ts";

export const statementWords = [
  "SELECT",
  "INSERT INTO",
  "CREATE TABLE",
  "CREATE VIEW",
  "CREATE OR REPLACE VIEW",
  "DROP TABLE",
  "DROP VIEW",
  "ALTER TABLE",
  "EXPLAIN",
  "DESCRIBE",
  "SHOW TABLES",
  "SHOW VIEWS",
  "SHOW FUNCTIONS",
  "SHOW JOBS",
  "SHOW CREATE TABLE",
  "WITH",
  "SET",
  "RESET",
  "EXECUTE STATEMENT SET BEGIN",
  "STOP JOB",
];

const expressionWords = [
  "AND",
  "OR",
  "NOT",
  "IS NULL",
  "IS NOT NULL",
  "IN",
  "BETWEEN",
  "LIKE",
  "CASE WHEN",
  "THEN",
  "ELSE",
  "END",
  "CAST",
  "AS",
  "TRUE",
  "FALSE",
  "NULL",
  "INTERVAL",
  "TIMESTAMP",
  "DATE",
];
const clauses: Readonly<Record<string, readonly string[]>> = {
  SELECT: ["DISTINCT", "FROM", "ROW_NUMBER() OVER (PARTITION BY"],
  FROM: ["WHERE", "GROUP BY", "HAVING", "UNION ALL", "TABLE", "TUMBLE", "HOP", "CUMULATE", "SESSION", "DESCRIPTOR", "PARTITION BY"],
  WHERE: ["GROUP BY", "HAVING", "UNION ALL"],
  GROUP: ["BY", "HAVING", "UNION ALL"],
  HAVING: ["UNION ALL"],
  INTO: ["SELECT", "VALUES"],
  TABLE: [
    "WATERMARK FOR",
    "PRIMARY KEY",
    "NOT ENFORCED",
    "METADATA FROM",
    "VIRTUAL",
    "WITH",
    "AS SELECT",
    "COMMENT",
    "STRING",
    "INT",
    "BIGINT",
    "DOUBLE",
    "DECIMAL",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP(3)",
    "TIMESTAMP_LTZ(3)",
  ],
  VIEW: ["AS SELECT"],
};

/** By the last clause that began before the place. */
export function keywordsAfter(before: readonly Token[]): readonly string[] {
  const last = before.findLast((token) => token.kind === "word" && Object.hasOwn(clauses, token.upper));
  const clause = last === undefined ? [] : clauses[last.upper]!;
  return last !== undefined && ["SELECT", "WHERE", "HAVING", "GROUP"].includes(last.upper) ? [...clause, ...expressionWords] : clause;
}
