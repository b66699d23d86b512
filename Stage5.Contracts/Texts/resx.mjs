// The resource files: Texts.{Area}.resx in English, Texts.{Area}.{locale}.resx in the others, sorted by key.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const english = 'en';

const head = `<?xml version="1.0" encoding="utf-8"?>
<root>
  <resheader name="resmimetype"><value>text/microsoft-resx</value></resheader>
  <resheader name="version"><value>2.0</value></resheader>
  <resheader name="reader"><value>System.Resources.ResXResourceReader, System.Windows.Forms</value></resheader>
  <resheader name="writer"><value>System.Resources.ResXResourceWriter, System.Windows.Forms</value></resheader>
`;

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text) => text.replace(/[&<>]/g, (one) => entities[one]);
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) =>
  ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]);

/** Keys of Texts.Home.resx begin with "home.". */
export const areaOf = (key) => key[0].toUpperCase() + key.slice(1).split('.')[0];

const nameOf = (area, locale) => `Texts.${area}${locale === english ? '' : `.${locale}`}.resx`;

/** One file: its entries in order, a line each. */
function readFile(folder, name) {
  const [, area, locale = english] = /^Texts\.([^.]+)(?:\.([^.]+))?\.resx$/.exec(name);
  const entries = readFileSync(join(folder, name), 'utf8').split('\n').flatMap((line, at) => {
    const found = /<data name="([^"]+)"[^>]*><value>(.*)<\/value><\/data>/.exec(line);
    if (!found && line.includes('<data ')) return [{ key: null, line: at + 1 }];
    return found ? [{ key: unescape(found[1]), text: unescape(found[2]), line: at + 1 }] : [];
  });
  return { path: join(folder, name), area, locale, entries };
}

/** Every file of a folder. */
export const readFiles = (folder) =>
  readdirSync(folder).filter((name) => /^Texts\..+\.resx$/.test(name)).sort().map((name) => readFile(folder, name));

/** The texts of one language by key. */
export const readTexts = (folder, locale = english) => Object.fromEntries(
  readFiles(folder).filter((file) => file.locale === locale)
    .flatMap((file) => file.entries.map(({ key, text }) => [key, text])));

/** Writes a text into the file where it belongs. */
export function put(folder, locale, key, text) {
  const name = nameOf(areaOf(key), locale);
  const known = readdirSync(folder).includes(name) ? readFile(folder, name).entries : [];
  const texts = new Map(known.map((entry) => [entry.key, entry.text]));
  texts.set(key, text);
  const lines = [...texts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([of, value]) =>
    `  <data name="${escape(of)}" xml:space="preserve"><value>${escape(value)}</value></data>\n`);
  writeFileSync(join(folder, name), `${head}${lines.join('')}</root>\n`);
}
