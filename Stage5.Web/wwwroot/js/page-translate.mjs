import { cancel } from './actions.mjs';
import { number } from './format.mjs';
import { host, showTime, showValues } from './host.mjs';
import { patch } from './live.mjs';
import { choose, canSwap, swapped } from './languages.mjs';
import { followTask } from './task-events.mjs';
import { t } from './texts.mjs';
import { createTimeline, streamSaid } from './timeline.mjs';
import { problemBar } from './problem-bar.mjs';
import { toast } from './toast.mjs';

export function start(form) {
  const find = (selector) => document.querySelector(selector);
  const [source, target, text] = [find('#source'), find('#target'), find('#text')];
  const [count, result, run] = [find('#count'), find('#result'), find('#run')];
  const [send, swap, stop, link] = [find('#send'), find('#swap'), find('#cancel'), find('#task-link')];
  const timeline = createTimeline(run, showTime);
  const max = Number(form.dataset.max);
  const targets = [...target.options];
  const targetsOf = ({ value, dataset }) => dataset.targets === '*'
    ? targets.map((option) => option.value).filter((code) => code !== value)
    : dataset.targets.split(' ');
  const pairs = new Map([...source.options].map((option) => [option.value, targetsOf(option)]));
  let following = null;

  const show = ({ from, to }) => {
    source.value = from;
    target.replaceChildren(...targets.filter((option) => pairs.get(from).includes(option.value)));
    for (const option of target.options) {
      option.hidden = false;
      option.disabled = false;
    }
    target.value = to;
    text.lang = from;
    swap.disabled = !canSwap(pairs, { from, to });
  };
  const current = () => ({ from: source.value, to: target.value });

  const countText = () => {
    count.textContent = `${number(text.value.length)} / ${number(max)}`;
    send.disabled = following !== null || text.value.trim() === '';
  };

  const showTemplate = (selector) => result.replaceChildren(find(selector).content.cloneNode(true));

  async function follow(taskId, signal) {
    await followTask({
      ...host, ...host.requests, taskId, signal,
      onState: (state) => timeline.say(streamSaid(state)),
      onEvent: (event) => timeline.add(event),
    });
    if (signal.aborted) return;
    patch(result, await host.requests.fetchHtml(`/fragments/tasks/${encodeURIComponent(taskId)}/outcome`));
    showValues(result);
  }

  async function submit() {
    following = new AbortController();
    countText();
    form.setAttribute('aria-busy', 'true');
    const before = [...result.childNodes];
    let accepted = null;
    showTemplate('#waiting-template');
    try {
      accepted = await host.requests.fetchJson('/api/tasks', {
        method: 'POST', quiet: true,
        body: {
          kind: 'translate', lane: 'live',
          text: text.value, sourceLanguage: source.value, targetLanguage: target.value,
        },
      });
      timeline.clear();
      run.hidden = false;
      stop.hidden = false;
      stop.disabled = false;
      stop.onclick = () => cancel(stop, accepted.taskId);
      link.href = `/tasks/${encodeURIComponent(accepted.taskId)}`;
      await follow(accepted.taskId, following.signal);
    } catch (error) {
      if (accepted === null && error.name === 'ProblemError' && error.status !== 401) {
        // A refusal stays where the translation would be: it may say when to try again.
        result.replaceChildren(problemBar(error));
      } else {
        result.replaceChildren(...before);
        const next = error.next ?? t('translate.seeTask');
        if (accepted !== null) timeline.say(error.message);
        toast({ detail: error.message, next, status: error.status });
      }
    } finally {
      following = null;
      stop.hidden = true;
      form.removeAttribute('aria-busy');
      countText();
    }
  }

  source.addEventListener('change', () => show(choose(pairs, current())));
  target.addEventListener('change', () => show(current()));
  swap.addEventListener('click', () => {
    show(swapped(pairs, current()));
    const translation = result.querySelector('#translation');
    if (translation) {
      text.value = translation.textContent;
      countText();
    }
  });
  text.addEventListener('input', countText);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || send.disabled) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!following && text.value.trim() !== '') submit();
  });

  show(choose(pairs, current()));
  countText();
}
