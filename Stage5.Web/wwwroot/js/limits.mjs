// The limits of a form and of the wire.

const amount = (text) => (text.trim() === '' ? null : Number(text));

/** One row of the form, as the wire wants it. */
export const limitOf = ({ scope, id, window, hardLimit, softLimit }) => ({
  scope,
  id: scope === 'tenant' || id.trim() === '' ? null : id.trim(),
  window,
  hardLimit: amount(hardLimit),
  softLimit: amount(softLimit),
});

const keyOf = ({ scope, id, window }) => `${scope}/${id ?? ''}/${window}`;

/** What is wrong with limits before they are sent, a sentence each. */
export function problemsOf(limits) {
  const seen = new Set();
  return limits.flatMap((limit, at) => {
    const row = `Limit ${at + 1}`;
    const said = [];
    if (limit.hardLimit === null && limit.softLimit === null) said.push(`${row} needs a hard or a soft limit.`);
    if (limit.hardLimit !== null && limit.softLimit > limit.hardLimit)
      said.push(`${row}: the soft limit is above the hard limit.`);
    if (seen.has(keyOf(limit))) said.push(`${row} is there twice: same scope, id and time.`);
    seen.add(keyOf(limit));
    return said;
  });
}

/** The limits of a view that an administrator set. */
export const limitsOf = (view) => view.budgets
  .filter((budget) => budget.source === 'administrator')
  .map(({ scope, id, window, hardLimit, softLimit }) => ({ scope, id, window, hardLimit, softLimit }));

/** Whether both say the same, in whatever order. */
export function sameLimits(one, other) {
  const plain = (limits) => limits
    .map((limit) => `${keyOf(limit)}=${limit.hardLimit ?? ''}/${limit.softLimit ?? ''}`).sort().join('\n');
  return plain(one) === plain(other);
}

const windows = { hour: 'an hour', day: 'a day', week: 'a week', month: 'a month' };

/** A limit in words, as BudgetWords.cs says it. */
export function said({ scope, id, window }) {
  const whose = scope === 'tenant' ? 'Whole tenant'
    : id === null ? `Each ${scope}` : `${scope[0].toUpperCase()}${scope.slice(1)} ${id}`;
  return `${whose}, ${windows[window] ?? window}`;
}
