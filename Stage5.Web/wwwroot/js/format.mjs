// How values are said to people; Words.cs does the same on the server.

export function duration(ms) {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return '';
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2).replace(/0$/, '')} s`;
  return `${(ms / 60_000).toFixed(1)} min`;
}

export const sentence = (snake) =>
  snake ? snake[0].toUpperCase() + snake.slice(1).replaceAll('_', ' ') : '';

export const number = (value) => new Intl.NumberFormat('en').format(value);

export function ago(from, now) {
  const seconds = Math.round((now - from) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** How long until then, in words: "in 3 h 20 min". */
export function until(then, now) {
  const minutes = Math.ceil((then - now) / 60_000);
  if (minutes <= 0) return 'now';
  if (minutes < 60) return `in ${minutes} min`;
  if (minutes < 48 * 60) return `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `in ${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** An amount in its currency, to the last micro-unit: a sum is never rounded. */
export function money(value, currency) {
  const digits = { maximumFractionDigits: 6 };
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }).format(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${currency} ${new Intl.NumberFormat('en', digits).format(value)}`;
  }
}

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false };

const day = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false };

/**
 * A time in the reader's zone: 'ago', 'until', 'day' (weekday, day and minute), 'moment' (day and time) or 'clock'
 * (with milliseconds).
 */
export function time(iso, form, now) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (form === 'ago') return ago(date.getTime(), now);
  if (form === 'until') return until(date.getTime(), now);
  if (form === 'day') return new Intl.DateTimeFormat('en-GB', day).format(date);
  if (form === 'clock')
    return new Intl.DateTimeFormat('en-GB', { ...clock, fractionalSecondDigits: 3 }).format(date);
  const today = date.toDateString() === new Date(now).toDateString() ? {} : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat('en-GB', { ...today, ...clock }).format(date);
}
