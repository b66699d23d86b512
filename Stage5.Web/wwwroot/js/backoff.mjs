/** Waits before the tries after the first: full jitter under a doubling ceiling. */
export function backoffMs(failures, { baseMs, ceilingMs, random }) {
  return random() * Math.min(ceilingMs, baseMs * 2 ** (failures - 1));
}

/** What a Retry-After header asks for, in milliseconds; null without one. */
export function retryAfterMs(value, now) {
  if (!value) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
