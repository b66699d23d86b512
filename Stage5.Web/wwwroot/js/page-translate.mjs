import { cancel } from './actions.mjs';
import { startDetection } from './detect-note.mjs';
import { startDraftDialog } from './draft-dialog.mjs';
import { host, showTime, showValues } from './host.mjs';
import { patch } from './live.mjs';
import { problemBar } from './problem-bar.mjs';
import { startReplyDialog } from './reply-dialog.mjs';
import { createProgress } from './segments.mjs';
import { followTask } from './task-events.mjs';
import { t } from './texts.mjs';
import { createTimeline, streamSaid } from './timeline.mjs';
import { toast } from './toast.mjs';
import { startForm } from './translate-form.mjs';
import { decisionsOf, startWork } from './work.mjs';

export function start(element) {
  const find = (selector) => document.querySelector(selector);
  const [result, run, text] = [find('#result'), find('#run'), find('#text')];
  const [send, stop, link] = [find('#send'), find('#cancel'), find('#task-link')];
  const later = 'later' in element.dataset;
  const timeline = createTimeline(run, showTime);
  let following = null;
  // Answers to what was asked of this text, from one question to the next.
  let decided = [];

  const form = startForm(element, {
    onChange: () => {
      send.disabled = following !== null || !form.isReady();
      saveDraft.disabled = !form.isReady();
    },
    translated: () => result.querySelector('.work-text:not([hidden]) [data-edit]')?.value ?? null,
  });
  const detection = startDetection({ text, form, host, find });
  const saveDraft = find('#save-draft');
  const drafts = startDraftDialog(find('#draft-dialog'), { host, request: () => form.request() });
  const reply = startReplyDialog(find('#reply-dialog'), { host, showValues });
  startWork(result, { host, form, reply, onAnswer: () => submit() });

  /** A text that a reviewer has to decide on may be long in coming: what waits is said in its place. */
  async function showWaiting(taskId, signal) {
    const html = await host.requests.fetchHtml(`/fragments/tasks/${encodeURIComponent(taskId)}/outcome`, { signal, quiet: true })
      .catch(() => null);
    if (html === null || signal.aborted || following === null) return;
    patch(result, html);
    showValues(result);
  }

  async function follow(taskId, signal) {
    const progress = createProgress(result.querySelector('#segments'));
    await followTask({
      ...host, ...host.requests, taskId, signal,
      onState: (state) => timeline.say(streamSaid(state)),
      onGap: timeline.gap,
      onEvent: (event) => {
        timeline.add(event);
        progress.add(event);
        if (event.type === 'review_requested' && event.payload.delivered !== true) showWaiting(taskId, signal);
      },
    });
    if (signal.aborted) return;
    patch(result, await host.requests.fetchHtml(`/fragments/tasks/${encodeURIComponent(taskId)}/work`));
    showValues(result);
    result.dispatchEvent(new CustomEvent('work'));
  }

  function refuse(error) {
    // A refusal stays where the translation would be: it may say when to try again.
    result.replaceChildren(problemBar(error));
    if (error.code !== 'no_usable_provider') return;
    const later = Object.assign(document.createElement('p'), { className: 'hint-line', textContent: t('drafts.offer') });
    result.append(later);
  }

  async function submit() {
    following = new AbortController();
    form.changed();
    element.setAttribute('aria-busy', 'true');
    const before = [...result.childNodes];
    let accepted = null;
    result.replaceChildren(find('#waiting-template').content.cloneNode(true));
    result.querySelector('#long-note').hidden = !form.isLong();
    try {
      const body = { ...form.request(), lane: 'live', ...(decided.length > 0 ? { glossaryDecisions: decided } : {}) };
      accepted = await host.requests.fetchJson('/api/tasks', { method: 'POST', quiet: true, body });
      timeline.clear();
      run.hidden = false;
      stop.hidden = false;
      stop.disabled = false;
      stop.onclick = () => cancel(stop, accepted.taskId);
      link.href = `/tasks/${encodeURIComponent(accepted.taskId)}`;
      await follow(accepted.taskId, following.signal);
    } catch (error) {
      if (accepted === null && error.name === 'ProblemError' && error.status !== 401) refuse(error);
      else {
        result.replaceChildren(...before);
        if (accepted !== null) timeline.say(error.message);
        toast({ detail: error.message, next: error.next ?? t('translate.seeTask'), status: error.status });
      }
    } finally {
      following = null;
      stop.hidden = true;
      element.removeAttribute('aria-busy');
      form.changed();
    }
  }

  function translate() {
    if (following || !form.isReady()) return;
    decided = [];
    submit();
  }

  function keep() {
    if (form.isReady()) drafts.open();
  }

  // Where nothing can translate, keeping the text is what the form is for; the other one can be tried all the same.
  const [main, mainAction, other, otherAction] = later
    ? [saveDraft, keep, send, translate] : [send, translate, saveDraft, keep];
  other.addEventListener('click', otherAction);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || main.disabled) return;
    event.preventDefault();
    element.requestSubmit();
  });
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    mainAction();
  });
  result.addEventListener('submit', (event) => {
    const asked = event.target.closest('[data-conflicts]');
    if (!asked) return;
    event.preventDefault();
    event.stopPropagation();
    if (following || !form.isReady()) return;
    const now = decisionsOf(asked);
    decided = [...decided.filter((one) => !now.some(({ term, language }) => term === one.term && language === one.language)), ...now];
    submit();
  });

  detection.look();
  form.changed();
  element.dataset.ready = '';
}
