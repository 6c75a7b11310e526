// The page of /docs and its script, as text: small enough not to need a build.

export const docsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Millrace API</title>
<style>
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin: 2rem 0 .25rem; text-transform: capitalize; }
  details { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; }
  summary { padding: .5rem .75rem; cursor: pointer; display: flex; gap: .75rem; align-items: baseline; }
  .method { font: 600 12px ui-monospace, monospace; width: 4rem; }
  code, pre { font: 13px/1.45 ui-monospace, monospace; }
  pre { background: var(--soft); padding: .75rem; border-radius: .4rem; overflow: auto; max-height: 24rem; }
  .about { opacity: .75; margin-left: auto; text-align: right; }
  .inside { padding: 0 .75rem .75rem; }
  textarea { width: 100%; min-height: 7rem; font: 13px/1.45 ui-monospace, monospace; box-sizing: border-box; }
  input { font: 13px ui-monospace, monospace; }
  button { padding: .3rem .9rem; }
  label { margin-right: 1rem; }
</style>
<h1>Millrace API</h1>
<p id="about"></p>
<p><a href="/">Console</a> · <a href="/openapi.json">openapi.json</a></p>
<main id="routes">Loading…</main>
<script src="/docs/page.js"></script>
</html>
`;

export const docsScript = `"use strict";
const make = (tag, fields = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
};
const example = (schema) => {
  if (!schema) return null;
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => (schema.required ?? []).includes(name));
    return Object.fromEntries(fields.map(([name, field]) => [name, example(field)]));
  }
  if (type === "array") return [example(schema.items)];
  return { string: "", integer: schema.minimum ?? 0, number: 0, boolean: false }[type] ?? null;
};
const stopAfterMs = 5000;
async function call(method, path, inputs, text, output) {
  let url = path;
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") url = url.replace("{" + parameter.name + "}", encodeURIComponent(input.value));
    else if (input.value !== "") query.set(parameter.name, input.value);
  }
  if ([...query].length > 0) url += "?" + query;
  const init = { method: method.toUpperCase(), signal: AbortSignal.timeout(stopAfterMs) };
  if (text !== null && text.trim() !== "") Object.assign(init, { body: text, headers: { "content-type": "application/json" } });
  output.textContent = "…";
  try {
    const response = await fetch(url, init);
    output.textContent = response.status + " " + response.statusText + "\\n";
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      output.append(part.value);
      if (output.textContent.length > 100000) { await reader.cancel(); output.append("\\n… (cut)"); }
    }
  } catch (error) {
    output.append(error.name === "TimeoutError" ? "\\n(stopped after 5 s)" : String(error));
  }
}
function route(method, path, operation) {
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const output = make("pre", { hidden: true });
  const inputs = (operation.parameters ?? []).map((parameter) => ({ parameter, input: make("input") }));
  const text = body ? make("textarea", { value: JSON.stringify(example(body), null, 2), spellcheck: false }) : null;
  const send = make("button", { textContent: "Send", onclick: () => { output.hidden = false; call(method, path, inputs, text?.value ?? null, output); } });
  const inside = make("div", { className: "inside" });
  for (const { parameter, input } of inputs) inside.append(make("label", {}, parameter.name + " ", input));
  if (body) inside.append(make("details", {}, make("summary", { textContent: "Schema" }), make("pre", { textContent: JSON.stringify(body, null, 2) })), text);
  inside.append(make("p", {}, send), output);
  return make("details", {},
    make("summary", {}, make("span", { className: "method", textContent: method.toUpperCase() }), make("code", { textContent: path }),
      make("span", { className: "about", textContent: operation.summary ?? "" })), inside);
}
fetch("/openapi.json").then((response) => response.json()).then((spec) => {
  document.getElementById("about").textContent = spec.info.description + " Version " + spec.info.version + ".";
  const main = document.getElementById("routes");
  main.textContent = "";
  for (const tag of spec.tags) {
    main.append(make("h2", { textContent: tag.name }), make("p", { textContent: tag.description }));
    for (const [path, methods] of Object.entries(spec.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if ((operation.tags ?? []).includes(tag.name)) main.append(route(method, path, operation));
      }
    }
  }
});
`;
