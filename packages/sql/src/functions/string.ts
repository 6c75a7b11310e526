// Functions of strings. Positions count code points from 1. Regular expressions are Java's: what JavaScript's `u` or
// plain flags cannot say the same way fails when the pattern is compiled, never silently differs.
import { boolean, integer, string } from "../types/properties.ts";
import { either, family, parameters, takes } from "./signature.ts";

const { string: text, int } = parameters;

export const strings = family("string", "scalar", [
  {
    id: "upper",
    name: "UPPER",
    signatures: ["UPPER(STRING)"],
    description: "In capitals, by Unicode's full mapping of the root locale.",
    infer: takes([text], (given) => given[0]),
  },
  {
    id: "lower",
    name: "LOWER",
    signatures: ["LOWER(STRING)"],
    description: "In small letters, by Unicode's full mapping of the root locale.",
    infer: takes([text], (given) => given[0]),
  },
  {
    id: "trim",
    name: "TRIM",
    signatures: ["TRIM([BOTH | LEADING | TRAILING] [STRING FROM] STRING)"],
    description:
      "Arguments in a plan: the mode as a literal ('BOTH', 'LEADING', 'TRAILING'), the characters to take away (a literal ' ' when not written), the string. Takes away every character of the set at that end, however often it stands there.",
    infer: takes([text, text, text], string()),
  },
  {
    id: "ltrim",
    name: "LTRIM",
    signatures: ["LTRIM(STRING)", "LTRIM(STRING, characters STRING)"],
    description: "Without leading spaces, or without leading characters of the set.",
    infer: takes([text, text], string(), { optional: 1 }),
  },
  {
    id: "rtrim",
    name: "RTRIM",
    signatures: ["RTRIM(STRING)", "RTRIM(STRING, characters STRING)"],
    description: "Without trailing spaces, or without trailing characters of the set.",
    infer: takes([text, text], string(), { optional: 1 }),
  },
  {
    id: "btrim",
    name: "BTRIM",
    signatures: ["BTRIM(STRING)", "BTRIM(STRING, characters STRING)"],
    description: "Without spaces, or characters of the set, at both ends.",
    infer: takes([text, text], string(), { optional: 1 }),
  },
  {
    id: "substring",
    name: "SUBSTRING",
    aliases: ["SUBSTR"],
    signatures: ["SUBSTRING(STRING FROM INT [FOR INT])", "SUBSTRING(STRING, INT [, INT])"],
    description:
      "From that position on, for so many characters (to the end when left out). A start of 0 counts as 1; a negative one counts from the end (-1 is the last character), and one before the beginning gives ''. A negative length fails the row's value: NULL; 0 gives ''.",
    infer: takes([text, int, int], string(), { optional: 1, forceNullable: true }),
  },
  {
    id: "char_length",
    name: "CHAR_LENGTH",
    aliases: ["CHARACTER_LENGTH"],
    signatures: ["CHAR_LENGTH(STRING)"],
    description: "How many code points.",
    infer: takes([text], integer()),
  },
  {
    id: "octet_length",
    name: "OCTET_LENGTH",
    signatures: ["OCTET_LENGTH(STRING | BYTES)"],
    description: "How many bytes, of a string in UTF-8.",
    infer: takes([parameters.stringOrBinary], integer()),
  },
  {
    id: "concat",
    name: "CONCAT",
    signatures: ["CONCAT(STRING, …)"],
    description: "The strings joined; NULL when one is NULL.",
    infer: takes([text], string(), { variadic: true }),
  },
  {
    id: "concat_ws",
    name: "CONCAT_WS",
    signatures: ["CONCAT_WS(separator STRING, STRING, …)"],
    description: "The strings joined with the separator between them, NULL strings left out; NULL only when the separator is NULL.",
    infer: (given) => {
      const found = takes([text, text], string(), { variadic: true, optional: 1 })(given);
      return found === undefined ? undefined : { ...found, result: string(found.arguments[0]?.nullable ?? true) };
    },
  },
  {
    id: "position",
    name: "POSITION",
    signatures: ["POSITION(STRING IN STRING)"],
    description: "Arguments: needle, string. Where the needle first stands, from 1; 0 when nowhere; 1 for ''.",
    infer: takes([text, text], integer()),
  },
  {
    id: "locate",
    name: "LOCATE",
    signatures: ["LOCATE(needle STRING, STRING [, start INT])"],
    description:
      "Where the needle first stands at or after the start (1 when left out), from 1; 0 when nowhere or when the start is below 1.",
    infer: takes([text, text, int], integer(), { optional: 1 }),
  },
  {
    id: "instr",
    name: "INSTR",
    signatures: ["INSTR(STRING, needle STRING)"],
    description: "Where the needle first stands, from 1; 0 when nowhere.",
    infer: takes([text, text], integer()),
  },
  {
    id: "replace",
    name: "REPLACE",
    signatures: ["REPLACE(STRING, search STRING, replacement STRING)"],
    description:
      "Every occurrence of the search string, left to right, replaced. An empty search string stands before every character and at the end.",
    infer: takes([text, text, text], string()),
  },
  {
    id: "regexp_replace",
    name: "REGEXP_REPLACE",
    signatures: ["REGEXP_REPLACE(STRING, pattern STRING, replacement STRING)"],
    description:
      "Every match replaced by the replacement as it stands (a dollar is a dollar). NULL for a pattern that is not a regular expression.",
    infer: takes([text, text, text], string(), { forceNullable: true }),
  },
  {
    id: "regexp_extract",
    name: "REGEXP_EXTRACT",
    signatures: ["REGEXP_EXTRACT(STRING, pattern STRING [, group INT])"],
    description:
      "The group (0, the whole match, when left out) of the first match; NULL when nothing matches, the group took no part or does not exist, or the pattern is not a regular expression.",
    infer: takes([text, text, int], string(), { optional: 1, forceNullable: true }),
  },
  {
    id: "regexp",
    name: "REGEXP",
    signatures: ["REGEXP(STRING, pattern STRING)"],
    description: "Whether the pattern matches somewhere in the string. FALSE for an empty pattern.",
    infer: takes([text, text], boolean()),
  },
  {
    id: "lpad",
    name: "LPAD",
    signatures: ["LPAD(STRING, length INT, pad STRING)"],
    description:
      "Filled on the left with the pad string to the length, or cut to it from the right; NULL for a negative length, or an empty pad where one is needed.",
    infer: takes([text, int, text], string(), { forceNullable: true }),
  },
  {
    id: "rpad",
    name: "RPAD",
    signatures: ["RPAD(STRING, length INT, pad STRING)"],
    description: "The same, filled on the right.",
    infer: takes([text, int, text], string(), { forceNullable: true }),
  },
  {
    id: "left",
    name: "LEFT",
    signatures: ["LEFT(STRING, INT)"],
    description: "So many characters from the left; '' for a count below 1.",
    infer: takes([text, int], string()),
  },
  {
    id: "right",
    name: "RIGHT",
    signatures: ["RIGHT(STRING, INT)"],
    description: "So many characters from the right; '' for a count below 1.",
    infer: takes([text, int], string()),
  },
  {
    id: "repeat",
    name: "REPEAT",
    signatures: ["REPEAT(STRING, INT)"],
    description: "The string so many times; '' for a count below 1.",
    infer: takes([text, int], string()),
  },
  {
    id: "reverse",
    name: "REVERSE",
    signatures: ["REVERSE(STRING)"],
    description: "Code points in the other order.",
    infer: takes([text], string()),
  },
  {
    id: "initcap",
    name: "INITCAP",
    signatures: ["INITCAP(STRING)"],
    description: "Each word (a run of letters and digits of ASCII) with a capital first and small letters after.",
    infer: takes([text], string()),
  },
  {
    id: "split_index",
    name: "SPLIT_INDEX",
    signatures: ["SPLIT_INDEX(STRING, separator STRING, index INT)", "SPLIT_INDEX(STRING, separator INT, index INT)"],
    description:
      "The part with that index, from 0, of the string cut at every separator (a string taken whole, or a code point); NULL when there is none, for an empty separator or a negative index. Empty parts count.",
    infer: either(takes([text, text, int], string(), { forceNullable: true }), takes([text, int, int], string(), { forceNullable: true })),
  },
]);
