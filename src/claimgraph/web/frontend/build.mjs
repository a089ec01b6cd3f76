// Bundles every module of src/ into ../static/bundle, with the licences of all that is in it.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const OUT = "../static/bundle";
const entries = (await readdir("src")).filter((name) => name.endsWith(".js")).map((name) => `src/${name}`);
await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries,
  outdir: OUT,
  bundle: true,
  format: "esm",
  minify: true,
  metafile: true,
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});

const ALLOWED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "(MPL-2.0 OR Apache-2.0)"]);
const names = Object.keys(metafile.inputs).map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
const parts = [];
for (const name of [...new Set(names.filter(Boolean))].sort()) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  if (!ALLOWED.has(license)) throw new Error(`${name} ${version} is under ${license}, which may not be bundled`);
  const file = (await readdir(`node_modules/${name}`)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? await readFile(`node_modules/${name}/${file}`, "utf8") : "";
  parts.push(`${name} ${version}, ${license}\n\n${text.trim()}\n`);
}
await writeFile(`${OUT}/LICENSES.txt`, parts.join(`\n${"-".repeat(80)}\n\n`));
