// What the interface says, in the page's language. Said.cs is the same on the server; the build checks the keys.

const tries = 3;

let texts = {};
let current = 'en';

/** Sets the texts, by key. Pages do it by themselves; tests do it here. */
export function useTexts(all, locale = 'en') {
  texts = all;
  current = locale;
}

/** BCP 47. */
export const locale = () => current;

/** The text of a key, with its values in place of {0}, {1} …. */
export const t = (key, ...values) =>
  texts[key].replace(/\{(\d)\}/g, (_, at) => String(values[at]));

/** The text of `key.one` or `key.other`; {0} is the count. */
export const plural = (key, count, ...values) =>
  t(`${key}${count === 1 ? '.one' : '.other'}`, new Intl.NumberFormat(current).format(count), ...values);

/** The text of a key that need not exist. */
export const find = (key) => (Object.hasOwn(texts, key) ? texts[key] : null);

/** "stage_name" as "Stage name". */
const plain = (snake) => (snake ? snake[0].toUpperCase() + snake.slice(1).replaceAll('_', ' ') : '');

/** How a value of the wire is said; one that this version does not know, in plain words, within a sentence small. */
export const word = (family, value, { within = false } = {}) => find(`words.${family}.${value}`)
  ?? (within ? value.replaceAll('_', ' ') : plain(value ?? ''));

async function read(address) {
  for (let left = tries; ; left -= 1) {
    try {
      const response = await fetch(address, { credentials: 'same-origin' });
      if (response.ok) return await response.json();
      throw new Error(`The texts answered with status ${response.status}.`);
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}

// Modules that say something wait for this one. Tests have no page.
const address = globalThis.document?.querySelector('link[data-texts]')?.href;
if (address) {
  const catalog = await read(address);
  useTexts(catalog.texts, catalog.locale);
}
