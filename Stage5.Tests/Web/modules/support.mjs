// A browser's time and network, owned by a test.
import { fileURLToPath } from 'node:url';
import { readTexts } from '../../../Stage5.Contracts/Texts/resx.mjs';

export const modules = new URL('../../../Stage5.Web/wwwroot/js/', import.meta.url);

export const load = (name) => import(new URL(name, modules));

export const textsFolder = fileURLToPath(new URL('../../../Stage5.Contracts/Texts/', import.meta.url));

// What is tested says it in English, as the resource files have it.
(await load('texts.mjs')).useTexts(readTexts(textsFolder));

/** A clock whose waits end at once, in order of their length; `waits` tells what was waited for. The network stays. */
export function createClock() {
  let time = 0;
  const waits = [];
  return {
    waits,
    now: () => time,
    online: () => new Promise(() => {}),
    advance: (ms) => { time += ms; },
    /** Time limits never pass: they are ended by their signal. */
    delay: (ms, signal) => {
      if (ms >= 15_000) {
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      if (signal?.aborted) return Promise.reject(signal.reason);
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
  };
}

export const json = (status, body, headers = {}) => new Response(
  body === null ? null : JSON.stringify(body),
  { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers } });

/** A fetch that answers from a list: a Response, or an Error to reject with, or a function of the request. */
export function createFetch(answers) {
  const calls = [];
  const fetch = async (url, options) => {
    calls.push({ url, ...options });
    if (url.startsWith('/api/telemetry/')) return new Response(null, { status: 204 });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`Nobody scripted an answer to ${options.method} ${url}`);
    const given = typeof answer === 'function' ? await answer(url, options) : answer;
    if (given instanceof Error) throw given;
    return given;
  };
  return {
    fetch,
    calls,
    tries: () => calls.filter((call) => !call.url.includes('telemetry')),
    reports: () => calls.filter((call) => call.url.includes('telemetry')).map((call) => JSON.parse(call.body)),
  };
}

export const offline = () => new TypeError('Failed to fetch');
