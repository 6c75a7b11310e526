import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page is served by the platform from `dist`, at its root, and works without a network. `npm run dev` proxies the
// API to a running Millrace.
const api = [
  "/health",
  "/topics",
  "/groups",
  "/acls",
  "/quotas",
  "/users",
  "/connections",
  "/subjects",
  "/schemas",
  "/config",
  "/compatibility",
  "/sql",
  "/jobs",
  "/catalog",
  "/graph",
  "/apply",
  "/overview",
  "/producers",
  "/metrics",
  "/openapi.json",
  "/docs",
];

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", chunkSizeWarningLimit: 900, reportCompressedSize: false },
  server: { proxy: Object.fromEntries(api.map((path) => [path, { target: "http://127.0.0.1:8080", changeOrigin: true }])) },
});
