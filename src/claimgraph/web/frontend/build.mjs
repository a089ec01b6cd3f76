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
const about = async (name) => JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
const bundled = new Set();
// A package may be a bundle itself, so what it depends on counts as well.
const add = async (name) => {
  if (bundled.has(name)) return;
  bundled.add(name);
  for (const each of Object.keys((await about(name)).dependencies ?? {})) await add(each);
};
for (const path of Object.keys(metafile.inputs)) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (name) await add(name);
}
const parts = [];
for (const name of [...bundled].sort()) {
  const { version, license } = await about(name);
  if (!ALLOWED.has(license)) throw new Error(`${name} ${version} is under ${license}, which may not be bundled`);
  const file = (await readdir(`node_modules/${name}`)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? await readFile(`node_modules/${name}/${file}`, "utf8") : "";
  parts.push(`${name} ${version}, ${license}\n\n${text.trim()}\n`);
}
await writeFile(`${OUT}/LICENSES.txt`, parts.join(`\n${"-".repeat(80)}\n\n`));
