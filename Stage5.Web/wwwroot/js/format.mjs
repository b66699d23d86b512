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

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false };

/** A time in the reader's zone: 'ago', 'moment' (day and time) or 'clock' (with milliseconds). */
export function time(iso, form, now) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (form === 'ago') return ago(date.getTime(), now);
  if (form === 'clock')
    return new Intl.DateTimeFormat('en-GB', { ...clock, fractionalSecondDigits: 3 }).format(date);
  const day = date.toDateString() === new Date(now).toDateString() ? {} : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat('en-GB', { ...day, ...clock }).format(date);
}
