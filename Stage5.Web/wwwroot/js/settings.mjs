import { locale, t, word } from './texts.mjs';

/** What a setting's value is called: a number in the reader's way, on or off; null is not set. */
export function said(value) {
  if (value === null || value === undefined) return t('settings.notSet');
  return typeof value === 'number' ? new Intl.NumberFormat(locale()).format(value) : word('settingValue', String(value));
}

/**
 * The document to send: what was set live and stays, what was typed, without what falls back.
 * @param {{name: string, source: string, value: *, typed: *, reset: boolean}[]} rows
 */
export function documentOf(rows) {
  const kept = rows.filter((row) => !row.reset && (row.source === 'live' || row.typed !== row.value));
  return Object.fromEntries(kept.map((row) => [row.name, row.typed]));
}

/** What would be another value than now. */
export function changesOf(rows) {
  return rows
    .map((row) => ({ name: row.name, before: row.value, after: row.reset ? row.fallback : row.typed, reset: row.reset && row.source === 'live' }))
    .filter((change) => change.before !== change.after || change.reset);
}

/** A change as a line. */
export const line = ({ name, before, after, reset }) =>
  t(reset ? 'settings.changeReset' : 'settings.change', word('setting', name), said(before), said(after));

/** What others changed since these rows were read. */
export function changedMeanwhile(rows, view) {
  const now = new Map(view.settings.map((setting) => [setting.name, setting.value]));
  return rows.filter((row) => now.has(row.name) && now.get(row.name) !== row.value)
    .map((row) => ({ name: row.name, before: row.value, after: now.get(row.name), reset: false }));
}
