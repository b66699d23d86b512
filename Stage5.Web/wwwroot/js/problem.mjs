/** A request that failed for good. `status` is 0 when no response came. */
export class ProblemError extends Error {
  constructor({ status, detail, code = null, next = null, traceId = null, budget = null, errors = null }) {
    super(detail);
    this.name = 'ProblemError';
    Object.assign(this, { status, detail, code, next, traceId, budget, errors });
  }
}

/** The problem that a response tells, as far as it tells one. */
export async function readProblem(response) {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body = isJson ? await response.json().catch(() => null) : null;
  if (response.status === 401) {
    return new ProblemError({
      status: 401,
      code: 'session_ended',
      detail: 'Your session has ended.',
      next: 'Sign in with a new one-time link.',
    });
  }
  return new ProblemError({
    status: response.status,
    code: body?.code ?? null,
    detail: body?.detail ?? body?.title ?? `The request failed with status ${response.status}.`,
    next: body?.next ?? null,
    traceId: body?.traceId ?? null,
    budget: body?.budget ?? null,
    errors: body?.errors ?? null,
  });
}

export const unreachable = () => new ProblemError({
  status: 0,
  code: 'unreachable',
  detail: 'The dashboard could not be reached.',
  next: 'Check your connection and try again.',
});

export const timedOut = (ms) => new ProblemError({
  status: 0,
  code: 'timed_out',
  detail: `There was no answer within ${Math.round(ms / 1000)} seconds.`,
  next: 'Try again in a moment.',
});
