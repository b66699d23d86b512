// node Stage5.Contracts/Texts/texts.mjs check                                    what the build runs
// node Stage5.Contracts/Texts/texts.mjs add KEY en='…' es='…' ja='…' zh-Hans='…'   adds or changes a text
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';
import { put, readFiles } from './resx.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const [command, ...rest] = process.argv.slice(2);

function add([key, ...pairs]) {
  const texts = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const locales = [...new Set(readFiles(folder).map((file) => file.locale))];
  const missing = locales.filter((locale) => !texts[locale]?.trim());
  const unknown = Object.keys(texts).filter((locale) => !locales.includes(locale));
  if (!/^[a-z]\w*(\.[\w-]+)+$/.test(key ?? '') || missing.length > 0 || unknown.length > 0)
    return [`A text needs a key like home.title and each of ${locales.join(', ')}; `
      + `missing: ${missing.join(', ') || 'none'}, not a language here: ${unknown.join(', ') || 'none'}.`];
  for (const locale of locales) put(folder, locale, key, texts[locale]);
  return [];
}

const problems = command === 'check' ? check(resolve(rest[0] ?? `${folder}/../..`))
  : command === 'add' ? add(rest)
  : ['Say check or add.'];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
