import { backoffMs, retryAfterMs } from './backoff.mjs';
import { ProblemError, readProblem, timedOut, unreachable } from './problem.mjs';

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const telemetry = '/api/telemetry/';
const backgroundHeader = 'X-Stage5-Background';

export const defaults = {
  timeoutMs: 15_000,
  attempts: 4,
  backoff: { baseMs: 400, ceilingMs: 5_000 },
  longestRetryAfterMs: 30_000,
};

const mayRetry = (problem) => problem.status === 0 || problem.status === 429 || problem.status >= 500;

const pathOf = (url) => url.split(/[?#]/, 1)[0].slice(0, 200);

/**
 * Every request of the dashboard goes through here.
 * @param {object} host what a browser has and a test owns:
 *   fetch, now() in ms, delay(ms, signal), random(), notify(problem), page()
 */
export function createRequests(host, settings = defaults) {
  const { fetch, now, delay, random, notify, page } = host;

  /** One try: what read makes of a successful response, or a ProblemError, or the caller's abort. */
  async function tryOnce(method, url, { headers, body, timeoutMs, signal, keepalive, read = (response) => response }) {
    const limit = new AbortController();
    const signals = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    const done = new AbortController();
    delay(timeoutMs, done.signal).then(() => limit.abort(), () => {});
    let problem;
    try {
      const response = await fetch(url, {
        method, headers, body, keepalive, signal: signals, credentials: 'same-origin', redirect: 'error',
      });
      // The body counts too: one that breaks off or never ends is no answer.
      if (response.ok) return await read(response);
      problem = await readProblem(response);
      problem.retryAfterMs = retryAfterMs(response.headers.get('retry-after'), now());
    } catch (error) {
      if (signal?.aborted) throw error;
      throw limit.signal.aborted ? timedOut(timeoutMs) : unreachable();
    } finally {
      done.abort();
    }
    throw problem;
  }

  /** The wait before another try; null when there shall be none. */
  function waitBeforeRetry(repeats, problem, attempt, attempts) {
    if (!repeats || !mayRetry(problem) || attempt >= attempts) return null;
    const asked = problem.retryAfterMs ?? null;
    if (asked !== null) return asked <= settings.longestRetryAfterMs ? asked : null;
    return backoffMs(attempt, { ...settings.backoff, random });
  }

  /** Tells the API what went wrong here. Not through send: a report that fails must not be reported. */
  function tell(what, body) {
    // There is no one left to tell when this fails too.
    fetch(`${telemetry}${what}`, {
      method: 'POST',
      body: JSON.stringify({ ...body, page: page().slice(0, 200) }),
      headers: { 'Content-Type': 'application/json' },
      keepalive: true,
      credentials: 'same-origin',
    }).catch(() => {});
  }

  const report = (method, url, problem, attempts, startedAt) => tell('browser-failures', {
    method,
    path: pathOf(url),
    status: problem.status,
    code: problem.code?.slice(0, 64) ?? null,
    attempts,
    durationMs: Math.min(3_600_000, now() - startedAt),
  });

  async function send(url, options = {}) {
    const { method = 'GET', quiet = false, background = false, signal, keepalive, read, attempts = settings.attempts } = options;
    const { repeats = idempotent.has(method) } = options;
    const headers = { Accept: 'application/json', ...options.headers };
    if (background) headers[backgroundHeader] = '1';
    const startedAt = now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { body, timeoutMs = settings.timeoutMs } = options;
        return await tryOnce(method, url, { headers, body, timeoutMs, signal, keepalive, read });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const wait = waitBeforeRetry(repeats, error, attempt, attempts);
        if (wait === null) {
          if (error.status !== 401) report(method, url, error, attempt, startedAt);
          if (!quiet) notify(error);
          throw error;
        }
        await delay(wait, signal);
      }
    }
  }

  return {
    /**
     * JSON in, JSON out. Options: method, body (a value), headers, timeoutMs, signal, quiet (no toast),
     * background (does not count as the person's activity), attempts, repeats (doing it twice does nothing: it is tried
     * again), keepalive (goes on when the page is left). Rejects with ProblemError.
     */
    async fetchJson(url, options = {}) {
      const { body, headers, ...rest } = options;
      return send(url, {
        ...rest,
        read: async (response) => (response.status === 204 ? null : response.json()),
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      });
    },

    /**
     * A file in, JSON out; the browser reads it from the disk as it sends it. One try only. Options: type (its media
     * type), and those of fetchJson.
     */
    async sendFile(url, file, { type, ...options }) {
      return send(url, {
        ...options, method: 'POST', body: file, headers: { 'Content-Type': type }, read: (response) => response.json(),
      });
    },

    /** A part of a page, as text. */
    async fetchHtml(url, options = {}) {
      return send(url, {
        ...options, read: (response) => response.text(), headers: { Accept: 'text/html', ...options.headers },
      });
    },

    /** An open event stream: the response, once its headers are there. Its reader reconnects, so one try only. */
    openStream(url, { headers, signal, timeoutMs = settings.timeoutMs }) {
      return tryOnce('GET', url, {
        signal, timeoutMs, headers: { Accept: 'text/event-stream', 'Cache-Control': 'no-cache', ...headers },
      });
    },

    report: (url, problem, attempts, startedAt) => report('GET', url, problem, attempts, startedAt),

    /** An event that is not what the contract says; of a value only what was expected leaves the browser. */
    reportMismatch: ({ kind, type, expected }) => tell('contract-mismatches', {
      kind, eventType: typeof type === 'string' ? type.slice(0, 64) : null, expected: expected.slice(0, 200),
    }),
  };
}
