import { createRequests } from './fetch-json.mjs';
import { toast } from './toast.mjs';
import { dates, money, time } from './format.mjs';

/** Resolves after the time; rejects when the signal ends the wait. */
function delay(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Resolves as soon as the page is seen. */
function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  }).then(visible);
}

/** Resolves when the browser has its network back; never, if the signal ends the wait. */
function online(signal) {
  return new Promise((resolve) => {
    if (!signal?.aborted) window.addEventListener('online', () => resolve(), { once: true, signal });
  });
}

const now = () => Date.now();

const requests = createRequests({
  fetch: (...args) => window.fetch(...args),
  now,
  delay,
  random: Math.random,
  notify: toast,
  page: () => window.location.pathname,
});

/** What a page's modules use of the browser. */
export const host = { requests, delay, online, visible, now, random: Math.random };

export const showTime = (element) => {
  element.textContent = time(element.dateTime, element.dataset.time, now());
  const date = new Date(element.dateTime);
  if (!Number.isNaN(date.getTime())) element.title = date.toLocaleString(dates());
};

/** Times in the reader's zone, amounts in their currency's own way. */
export function showValues(root) {
  root.querySelectorAll('time[data-time]').forEach(showTime);
  for (const amount of root.querySelectorAll('data[data-currency]'))
    amount.textContent = money(Number(amount.value), amount.dataset.currency);
}
