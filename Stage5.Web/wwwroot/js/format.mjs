// How values are said to people; Words.cs does the same on the server.
import { find, locale, t } from './texts.mjs';

/** English dates begin with the day. */
export const dates = () => (locale() === 'en' ? 'en-GB' : locale());

export const number = (value, digits = {}) => new Intl.NumberFormat(locale(), digits).format(value);

/** 0.4231 as "42.3 %". */
export const percent = (share) => t('common.percent', number(share * 100, { maximumFractionDigits: 1 }));

/** The name of a BCP 47 tag; the tag itself where there is none. */
export function languageName(tag) {
  const known = find(`language.${tag}`);
  if (known) return known;
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(tag);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tag;
  }
}

export function duration(ms) {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return '';
  if (ms < 10) return t('time.ms', number(ms, { maximumFractionDigits: 1 }));
  if (ms < 1000) return t('time.ms', number(ms, { maximumFractionDigits: 0 }));
  if (ms < 60_000) return t('time.s', number(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 2 }));
  return t('time.min', number(ms / 60_000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
}

export const listed = (values) =>
  (values.length === 0 ? '' : values.reduce((said, one) => t('common.listOf', said, one)));

export function ago(from, now) {
  const seconds = Math.round((now - from) / 1000);
  if (seconds < 5) return t('time.justNow');
  if (seconds < 60) return t('time.agoS', seconds);
  if (seconds < 3600) return t('time.agoMin', Math.floor(seconds / 60));
  if (seconds < 86_400) return t('time.agoH', Math.floor(seconds / 3600));
  return t('time.agoD', Math.floor(seconds / 86_400));
}

/** How long until then, in words: "in 3 h 20 min". */
export function until(then, now) {
  const minutes = Math.ceil((then - now) / 60_000);
  if (minutes <= 0) return t('time.now');
  if (minutes < 60) return t('time.inMin', minutes);
  if (minutes < 48 * 60) return t('time.inH', Math.floor(minutes / 60), minutes % 60);
  return t('time.inD', Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60));
}

/** How long it is overdue, or when it is due. */
export function due(then, now) {
  if (then > now) return t('time.due', until(then, now));
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 60) return t('time.overdueMin', minutes);
  if (minutes < 48 * 60) return t('time.overdueH', Math.floor(minutes / 60), minutes % 60);
  return t('time.overdueD', Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60));
}

/** An amount in its currency, to the last micro-unit: a sum is never rounded. */
export function money(value, currency) {
  const digits = { maximumFractionDigits: 6 };
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency, ...digits }).format(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${currency} ${number(value, digits)}`;
  }
}

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false };

const day = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false };

/**
 * A time in the reader's zone: 'ago', 'until', 'due', 'day' (weekday, day and minute), 'moment' (day and time) or 'clock'
 * (with milliseconds).
 */
export function time(iso, form, now) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (form === 'ago') return ago(date.getTime(), now);
  if (form === 'until') return until(date.getTime(), now);
  if (form === 'due') return due(date.getTime(), now);
  if (form === 'day') return new Intl.DateTimeFormat(dates(), day).format(date);
  if (form === 'clock')
    return new Intl.DateTimeFormat(dates(), { ...clock, fractionalSecondDigits: 3 }).format(date);
  const today = date.toDateString() === new Date(now).toDateString() ? {} : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(dates(), { ...today, ...clock }).format(date);
}
