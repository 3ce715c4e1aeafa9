// Bundles style and script into templates/built, under names that change with their content, and
// writes there which name each has now.

import { rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";

const BUILT = "templates/built";

await rm(BUILT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["templates/assets/stafett.css", "templates/assets/stafett.js"],
  outdir: BUILT,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "firefox128", "safari17"],
  metafile: true,
  logLevel: "warning",
});
const names = Object.entries(metafile.outputs)
  .filter(([, { entryPoint }]) => entryPoint)
  .map(([path, { entryPoint }]) => [basename(entryPoint), basename(path)]);
await writeFile(`${BUILT}/manifest.json`, JSON.stringify(Object.fromEntries(names)));
