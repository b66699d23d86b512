import { confirm } from './confirm.mjs';
import { createHeartbeat } from './heartbeat.mjs';
import { createHold } from './hold.mjs';
import { host, showValues } from './host.mjs';
import { startKeys } from './keys.mjs';
import { refresh } from './live.mjs';
import { followStream } from './live-stream.mjs';
import { morph } from './morph.mjs';
import { problemBar } from './problem-bar.mjs';
import { startReviewDialog } from './review-dialog.mjs';
import { startEdit } from './review-edit.mjs';
import { neighbour } from './review-queue.mjs';
import { deciding, stateOf, whyNot } from './review-state.mjs';
import { t, word } from './texts.mjs';
import { showChanges } from './work.mjs';

// A lease that runs out is told by no event.
const everyMs = 30_000;
// A browser sends no more than this after its page is gone.
const keptBytes = 60_000;
const queuePage = 100;

// What cannot be done now is not offered, but for the decision itself.
const hiding = new Set(['lease', 'note', 'escalate', 'release', 'reopen']);

export function start(element) {
  const find = (selector) => element.querySelector(selector);
  const part = find('#review');
  const [said, hint, announcement, stale] = ['[data-said]', '[data-hint]', '[data-announce]', '[data-stale-note]'].map(find);
  const { review: id, user, query } = element.dataset;
  const address = `/api/reviews/${encodeURIComponent(id)}`;
  const dialog = startReviewDialog(document.querySelector('#review-dialog'));
  const edit = startEdit(part, { onSend: () => sendEdit() });
  const hold = createHold({ delay: host.delay, send });
  const heartbeat = createHeartbeat({ delay: host.delay, renew });
  let busy = false;
  let rejectedWith = '';

  const now = () => stateOf(part.querySelector('[data-review-version]').dataset);

  const announce = (text) => {
    announcement.textContent = text;
  };

  /** Buttons say what can be done now. */
  function follow() {
    const state = now();
    const idle = !busy && hold.value === null;
    for (const button of element.querySelectorAll('[data-act]')) {
      const action = button.dataset.act;
      if (hiding.has(action)) button.hidden = whyNot(state, action) !== '';
      if (deciding.has(action)) button.disabled = !idle || whyNot(state, action) !== '';
      else if (hiding.has(action) || action === 'send' || action === 'discard') button.disabled = !idle;
    }
    find('[data-bar]').toggleAttribute('data-over', state.state === 'decided' || state.state === 'closed');
    edit.lock(!idle);
    if (state.mine) heartbeat.start();
    else heartbeat.stop();
  }

  function show(html) {
    if (hold.value !== null) return;
    morph(part, html);
    showAll();
  }

  function showAll() {
    showValues(part);
    for (const final of part.querySelectorAll('[data-final]:not([data-shown])')) {
      final.dataset.shown = '';
      showChanges(final, final.dataset.before, final.textContent);
    }
    edit.again();
    follow();
  }

  const sayStale = (problem) => {
    stale.textContent = problem ? t('review.stale', problem.detail) : '';
  };

  async function update() {
    try {
      show(await host.requests.fetchHtml(part.dataset.fragment, { background: true, quiet: true }));
      sayStale(null);
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      sayStale(error);
    }
  }

  const post = (action, body, options = {}) => host.requests.fetchJson(`${address}/${action}`, {
    method: 'POST', quiet: true, body, ...options, headers: { 'If-Match': `"${options.version ?? now().version}"` },
  });

  /** Does one thing at a time; what the API refuses is said, and the review shown as it is. */
  async function act(what, done) {
    if (busy) return false;
    busy = true;
    said.replaceChildren();
    hint.textContent = '';
    find('[data-bar]').setAttribute('aria-busy', 'true');
    follow();
    let failed = null;
    try {
      await what();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      failed = error;
    } finally {
      busy = false;
      find('[data-bar]').removeAttribute('aria-busy');
    }
    await update();
    follow();
    if (failed) said.replaceChildren(problemBar(failed));
    else if (done) announce(done);
    return failed === null;
  }

  async function renew(active) {
    try {
      await post('lease', { active }, { background: !active, repeats: true });
      return true;
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      // Without an answer it may still be ours; with a refusal it is not.
      if (error.status === 0 || error.status >= 500) return true;
      await update();
      said.replaceChildren(problemBar(error));
      return false;
    }
  }

  async function lease() {
    const focused = document.activeElement?.dataset?.act === 'lease';
    const taken = await act(() => post('lease', { active: true }), t('review.taken'));
    // Not on a button: a key that is still held would press it.
    if (taken && focused) find('[data-bar]').focus();
  }

  /** A decision shows at once and is sent a little later, unless it is taken back. */
  async function decide(body) {
    const { version } = now();
    const name = word('reviewDecision', body.decision);
    said.replaceChildren();
    hint.textContent = '';
    const kept = hold.put({ body, version });
    find('[data-undo-said]').textContent = t('review.held', name);
    find('[data-undo-bar]').hidden = false;
    announce(t('review.heldSaid', name));
    follow();
    await kept;
  }

  /** What had the focus in it leaves it near. */
  function closeUndo() {
    const bar = find('[data-undo-bar]');
    if (bar.contains(document.activeElement)) find('[data-bar]').focus();
    bar.hidden = true;
  }

  async function send({ body, version }) {
    closeUndo();
    const sent = await act(
      () => post('decide', body, { version, repeats: true }), t('review.sent', word('reviewDecision', body.decision)));
    if (sent) edit.close();
    else if (body.decision === 'edited') edit.show();
    if (sent) rejectedWith = '';
    follow();
    return sent;
  }

  function undo() {
    const held = hold.take();
    if (!held) return;
    closeUndo();
    announce(t('review.undone'));
    follow();
    if (held.body.decision === 'edited') edit.show();
    update();
  }

  function sendEdit() {
    if (hold.value !== null || busy) return;
    const [why, texts] = [whyNot(now(), 'edit'), edit.changed];
    if (why) hint.textContent = why;
    else if (edit.isEmpty) hint.textContent = t('review.empty');
    else if (texts.length === 0) hint.textContent = t('review.unchanged');
    else decide({ decision: 'edited', texts });
  }

  function reject() {
    dialog.open({
      title: t('review.rejectTitle'), lead: t('review.rejectLead'), label: t('review.reason'),
      button: t('review.reject'), text: rejectedWith,
      onSend: async (reason) => {
        rejectedWith = reason;
        // The dialog closes first: the focus is then where it was.
        queueMicrotask(() => decide({ decision: 'rejected', reason }));
      },
    });
  }

  const ask = (action, path, field, key) => dialog.open({
    title: t(`review.${key}Title`), lead: t(`review.${key}Lead`), button: t(`review.${key}`),
    label: t(field === 'text' ? 'review.noteText' : 'review.reason'),
    onSend: async (text) => {
      await post(path, { [field]: text });
      announce(t(`review.${key}Done`));
      await update();
    },
  });

  /** Nothing that was decided or written is lost by going somewhere else. */
  async function mayLeave() {
    if (hold.value !== null) {
      const held = hold.take();
      return send(held);
    }
    if (!edit.isOpen || edit.changed.length === 0) return true;
    const left = await confirm(document.querySelector('#confirm-dialog'), {
      title: t('review.leaveTitle'), text: t('review.leaveLead'), label: t('review.leave'),
    });
    if (left) edit.close();
    return left;
  }

  async function leave() {
    if (busy || !await mayLeave()) return;
    if (now().mine) await post('release', undefined).catch(() => {});
    window.location.assign(`/reviews${query}`);
  }

  async function move(step) {
    if (busy || !await mayLeave()) return;
    const { dueAt } = now();
    try {
      const { reviews } = await host.requests.fetchJson(`/api/reviews${query ? `${query}&` : '?'}limit=${queuePage}`);
      const next = neighbour(reviews, { id, dueAt, user }, step);
      if (next) window.location.assign(`/reviews/${encodeURIComponent(next.id)}${query}`);
      else hint.textContent = t('review.noOther');
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    }
  }

  const actions = {
    lease,
    approve: () => decide({ decision: 'approved' }),
    edit: () => (edit.isOpen && edit.changed.length === 0 ? edit.close() : edit.show()),
    reject,
    note: () => ask('note', 'notes', 'text', 'note'),
    escalate: () => ask('escalate', 'escalate', 'reason', 'escalate'),
    reopen: () => ask('reopen', 'reopen', 'reason', 'reopen'),
    release: () => act(() => post('release', undefined), t('review.released')),
    undo,
    send: sendEdit,
    discard: () => {
      edit.close();
      find('[data-act="edit"]').focus();
    },
    next: () => move(1),
    previous: () => move(-1),
  };
  const always = new Set(['undo', 'send', 'discard', 'next', 'previous']);

  function press(action) {
    if (!always.has(action)) {
      if (busy || hold.value !== null) return;
      const why = whyNot(now(), action)
        || (action === 'approve' && edit.isOpen && edit.changed.length > 0 ? t('review.editedFirst') : '');
      hint.textContent = why;
      if (why) return;
    }
    actions[action]();
  }

  element.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-act]');
    if (button && !button.disabled) press(button.dataset.act);
  });
  startKeys({
    l: () => press('lease'), a: () => press('approve'), e: () => press('edit'), r: () => press('reject'),
    n: () => press('note'), u: undo, j: () => move(1), k: () => move(-1), Escape: leave,
  });
  part.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !event.target.matches('[data-edit]')) return;
    event.preventDefault();
    find('[data-act="edit"]').focus();
    if (edit.changed.length === 0) edit.close();
  });
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'input'])
    document.addEventListener(kind, () => heartbeat.touch(), { passive: true });

  // A link of the page is a way to leave it too.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (hold.value === null) return;
    event.preventDefault();
    if (await mayLeave()) window.location.assign(link.href);
  });
  window.addEventListener('beforeunload', (event) => {
    const held = hold.value;
    const long = held !== null && JSON.stringify(held.body).length > keptBytes / 3;
    if (long || (held === null && edit.isOpen && edit.changed.length > 0)) event.preventDefault();
  });
  window.addEventListener('pagehide', () => {
    const held = hold.take();
    if (held) post('decide', held.body, { version: held.version, keepalive: true, attempts: 1 }).catch(() => {});
  });

  showAll();
  if (window.location.hash === '#take') {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    press('lease');
  }
  refresh(part, { url: () => part.dataset.fragment, everyMs, host, onHtml: show, onStale: sayStale });
  element.dataset.ready = '';
  return followStream('/api/reviews/events', {
    ...host, ...host.requests,
    onMessage: ({ type, data }) => {
      if (type !== 'review') return;
      const { id: changedId, version } = JSON.parse(data);
      if (changedId === id && version > now().version && !busy) update();
    },
    onState: (problem) => {
      sayStale(problem);
      if (!problem) update();
    },
  });
}
