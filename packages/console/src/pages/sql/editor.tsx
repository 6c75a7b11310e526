// CodeMirror with Flink's words, completion from the catalog, and errors underlined where they are.
import { autocompletion, type Completion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { keywordCompletionSource, schemaCompletionSource, sql, SQLDialect } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState, Prec, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { CatalogView, ValidateAnswer } from "@millrace/platform/api";
import { useEffect, useRef } from "react";
import { post } from "../../api/http.ts";

const dialect = SQLDialect.define({
  keywords:
    "select from where group by having as and or not null is in between like escape case when then else end cast try_cast distinct all union values insert into create table view drop alter temporary if exists or replace with watermark for interval second minute hour day month year descriptor tumble hop cumulate session partition over order asc desc limit rows range filter explain plan describe show tables views functions jobs set reset execute statement begin stop job drain savepoint primary key enforced metadata virtual comment true false extract timestamp date time",
  types:
    "boolean tinyint smallint int integer bigint float double decimal numeric char varchar string binary varbinary bytes timestamp timestamp_ltz date time array map row",
  backslashEscapes: false,
  identifierQuotes: "`",
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "550" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.typeName, color: "var(--code-type)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

function languageOf(catalog: CatalogView | undefined): Extension {
  const schema = Object.fromEntries(
    (catalog?.tables ?? []).map((table) => [
      table.name,
      table.columns.map((column): Completion => ({ label: column.name, detail: column.type, type: "property" })),
    ]),
  );
  const functions = (catalog?.functions ?? []).map((one): Completion => ({
    label: one.name,
    detail: one.signature,
    info: one.description,
    type: "function",
    boost: -1,
  }));
  const columns = [...new Set(Object.values(schema).flatMap((list) => list.map((column) => column.label)))].map((label): Completion => ({
    label,
    type: "property",
  }));
  return [
    sql({ dialect, schema, upperCaseKeywords: true }),
    autocompletion({
      override: [
        schemaCompletionSource({ dialect, schema }),
        keywordCompletionSource(dialect, true),
        (context) => {
          const word = context.matchBefore(/\w+/);
          return word === null && !context.explicit
            ? null
            : { from: word?.from ?? context.pos, options: [...columns, ...functions], validFor: /^\w*$/ };
        },
      ],
    }),
  ];
}

async function diagnose(view: EditorView): Promise<Diagnostic[]> {
  const text = view.state.doc.toString();
  if (text.trim() === "") return [];
  try {
    const { errors } = await post<ValidateAnswer>("/sql/validate", { sql: text });
    return errors.map((error) => ({
      from: Math.min(error.start, text.length),
      to: Math.min(Math.max(error.end, error.start + 1), text.length),
      severity: "error",
      message: error.hint === undefined ? error.message : `${error.message}\n${error.hint}`,
    }));
  } catch {
    return [];
  }
}

export interface EditorProps {
  readonly text: string;
  readonly catalog: CatalogView | undefined;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

export function Editor({ text, catalog, onChange, onRun, onStop }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const language = useRef(new Compartment());
  // The editor outlives renders: it calls whatever the handlers are now.
  const handlers = useRef({ onChange, onRun, onStop });
  handlers.current = { onChange, onRun, onStop };
  useEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run: () => (handlers.current.onRun(), true) },
              { key: "Escape", run: () => (handlers.current.onStop(), false) },
            ]),
          ),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          syntaxHighlighting(colours),
          placeholder("SELECT … FROM …   (Ctrl Enter runs)"),
          language.current.of(languageOf(catalog)),
          linter(diagnose, { delay: 350 }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "SQL" }),
          EditorView.updateListener.of((update) => update.docChanged && handlers.current.onChange(update.state.doc.toString())),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once
  }, []);
  const known = catalog === undefined ? "" : JSON.stringify(catalog.tables.map((table) => [table.name, table.columns.length]));
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- by what it holds, not by the object
  useEffect(() => view.current?.dispatch({ effects: language.current.reconfigure(languageOf(catalog)) }), [known]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== text)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div className="editor" ref={place} />;
}
