// What is wrong with the texts and their use, as lines that MSBuild reads as errors.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { areaOf, readFiles } from './resx.mjs';

const places = [
  { folder: 'Stage5.Web', kinds: /\.(razor|cs)$/, always: true },
  { folder: 'Stage5.Web/wwwroot/js', kinds: /\.mjs$/, always: true },
  // Elsewhere only files that show texts: other strings there look like keys too.
  { folder: 'Stage5.Core', kinds: /\.cs$/, always: false },
  { folder: 'Stage5.Api', kinds: /\.cs$/, always: false },
];

const skipped = new Set(['bin', 'obj', 'node_modules', 'lib', 'wwwroot']);

// Where keys are put together: what these look up is what their callers name.
const lookups = new Set(['Said.cs', 'texts.mjs']);

function* filesIn(folder, kinds) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* filesIn(path, kinds);
    else if (entry.isFile() && kinds.test(entry.name) && !lookups.has(entry.name)) yield path;
  }
}

const placeholders = (text) => [...new Set(text.match(/\{[^}]*\}/g))].sort().join(' ');

const error = (code, path, line, said) => `${path}(${line}): error ${code}: ${said}`;

/** Each language has each key, once, in its place, with the same placeholders. */
function checkFiles(files) {
  const errors = [];
  const say = (...all) => errors.push(error(...all));
  for (const { path, area, entries } of files) {
    const seen = new Set();
    for (const { key, text, line } of entries) {
      if (key === null) {
        say('TEXT001', path, line, 'An entry is one line: <data name="…" xml:space="preserve"><value>…</value></data>');
        continue;
      }
      if (seen.has(key)) say('TEXT002', path, line, `${key} is there twice.`);
      if (areaOf(key) !== area) say('TEXT003', path, line, `${key} belongs into Texts.${areaOf(key)}.`);
      if (text === '' || text !== text.trim())
        say('TEXT004', path, line, `${key} is empty, or begins or ends with a space.`);
      if (/\{(?!\d\})|(?<!\{\d)\}/.test(text)) say('TEXT005', path, line, `${key}: a placeholder is {0} to {9}.`);
      seen.add(key);
    }
  }

  const locales = [...new Set(files.map((file) => file.locale))];
  for (const english of files.filter((file) => file.locale === 'en')) {
    for (const locale of locales.filter((other) => other !== 'en')) {
      const theirs = files.find((file) => file.area === english.area && file.locale === locale);
      const path = theirs?.path ?? english.path.replace(/\.resx$/, `.${locale}.resx`);
      const known = new Map(theirs?.entries.map((entry) => [entry.key, entry]));
      for (const { key, text } of english.entries) {
        const entry = known.get(key);
        if (!entry) say('TEXT006', path, 1, `${key} is missing in ${locale}.`);
        else if (placeholders(entry.text) !== placeholders(text))
          say('TEXT007', path, entry.line,
            `${key} has the placeholders ${placeholders(entry.text) || 'none'}; in English: ${placeholders(text) || 'none'}.`);
        known.delete(key);
      }
      for (const { key, line } of known.values()) say('TEXT008', path, line, `${key} is not in English.`);
    }
  }
  for (const { path, area } of files)
    if (!files.some((file) => file.area === area && file.locale === 'en'))
      say('TEXT008', path, 1, `Texts.${area} is not in English.`);
  return errors;
}

/** The keys, beginnings of keys and families of words that a source names. */
function* namesIn(source, areas) {
  const literal = new RegExp(`(?<!=)["'\`]((?:${areas.join('|')})\\.[\\w.-]*)(["'\`]|\\$?\\{)`, 'g');
  const call = /(?<![\w.])(?:T|t|Plural|plural|Mix)\(\s*["'`]([\w.-]+)["'`]/g;
  const family = /(?<![\w.])[Ww]ord\(\s*["']([\w-]+)["']/g;
  const lineOf = (index) => source.slice(0, index).split('\n').length;
  for (const found of source.matchAll(literal))
    yield { name: found[1], begins: !/["'`]/.test(found[2]) || found[1].endsWith('.'), line: lineOf(found.index) };
  for (const found of source.matchAll(call))
    if (!areas.includes(found[1].split('.')[0])) yield { name: found[1], begins: false, line: lineOf(found.index) };
  for (const found of source.matchAll(family))
    yield { name: `words.${found[1]}.`, begins: true, line: lineOf(found.index) };
}

// Names and signs that are the same in every language.
const same = /^([\W\d_]|Stage5__\S+|Stage5|\/\S+)*$/;

/** Texts and labels that a page writes out itself; only its markup is looked at, and only what stands on one line. */
function* writtenOut(source) {
  const markup = source.split(/^@code/m)[0].replace(/@\*[\s\S]*?\*@/g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const [at, line] of markup.split('\n').entries()) {
    const bare = line.replace(/<(code|kbd|pre)\b[^>]*>.*?<\/\1>/g, '<$1></$1>');
    const attributes = bare
      .matchAll(/\b(?:aria-label|title|placeholder|alt|Title|Next|Label)="([^"@]*[A-Za-z]{2}[^"@]*)"/g);
    const texts = bare.matchAll(/(?<=[\w"'/]|\/)>([^<>@{}()=;]*[A-Za-z]{2}[^<>@{}()=;]*)</g);
    for (const [, said] of [...attributes, ...texts]) if (!same.test(said)) yield { said: said.trim(), line: at + 1 };
  }
}

/** Each key that code names exists, and code names each key that exists. */
function checkUse(root, files) {
  const errors = [];
  const english = files.filter((file) => file.locale === 'en').flatMap((file) =>
    file.entries.map(({ key, line }) => ({ key: key ?? '', line, path: file.path })));
  const keys = english.map((entry) => entry.key);
  const all = new Set(keys);
  const areas = [...new Set(keys.map((key) => key.split('.')[0]))];
  const used = new Set();
  for (const { folder, kinds, always } of places) {
    for (const path of filesIn(join(root, folder), kinds)) {
      const source = readFileSync(path, 'utf8');
      if (!always && !source.includes('UiTexts')) continue;
      if (path.endsWith('.razor'))
        for (const { said, line } of writtenOut(source))
          errors.push(error('TEXT011', path, line, `"${said}" is written out; it belongs into the resource files.`));
      for (const { name, begins, line } of namesIn(source, areas)) {
        const meant = begins ? keys.filter((key) => key.startsWith(name))
          : [name, `${name}.one`, `${name}.other`].filter((key) => all.has(key));
        if (meant.length === 0) errors.push(error('TEXT009', path, line, `No text has the key ${name}${begins ? '…' : ''}.`));
        for (const key of meant) used.add(key);
      }
    }
  }
  for (const { key, line, path } of english)
    if (!used.has(key)) errors.push(error('TEXT010', path, line, `Nothing uses ${key}.`));
  return errors;
}

/** Everything that is wrong; nothing if the texts are right. */
export function check(root) {
  const files = readFiles(join(root, 'Stage5.Contracts', 'Texts'));
  return [...checkFiles(files), ...checkUse(root, files)];
}
