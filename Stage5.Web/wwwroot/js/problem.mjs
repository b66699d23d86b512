import { find, locale, t } from './texts.mjs';

/** A request that failed for good. `status` is 0 when no response came. */
export class ProblemError extends Error {
  constructor({ status, detail, code = null, next = null, traceId = null, budget = null, errors = null, report = null }) {
    super(detail);
    this.name = 'ProblemError';
    Object.assign(this, { status, detail, code, next, traceId, budget, errors, report });
  }
}

/** A problem by its code; null where the API's own sentence is said, which in English has the figures of the case. */
export const translated = (code, part = '') => (locale() === 'en' || !code ? null : find(`problem.${code}${part}`));

/** The problem that a response tells, as far as it tells one. */
export async function readProblem(response) {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body = isJson ? await response.json().catch(() => null) : null;
  if (response.status === 401) {
    return new ProblemError({
      status: 401,
      code: 'session_ended',
      detail: t('browser.sessionEnded'),
      next: t('browser.sessionEndedNext'),
    });
  }
  return new ProblemError({
    status: response.status,
    code: body?.code ?? null,
    detail: translated(body?.code) ?? body?.detail ?? body?.title ?? t('browser.status', response.status),
    next: translated(body?.code, '.next') ?? body?.next ?? null,
    traceId: body?.traceId ?? null,
    budget: body?.budget ?? null,
    errors: body?.errors ?? null,
    report: body?.report ?? null,
  });
}

export const unreachable = () => new ProblemError({
  status: 0,
  code: 'unreachable',
  detail: t('browser.unreachable'),
  next: t('browser.unreachableNext'),
});

export const timedOut = (ms) => new ProblemError({
  status: 0,
  code: 'timed_out',
  detail: t('browser.timedOut', Math.round(ms / 1000)),
  next: t('browser.timedOutNext'),
});
