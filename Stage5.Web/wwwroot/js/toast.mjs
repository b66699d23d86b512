import { createBar, problemLines } from './problem-bar.mjs';
import { t } from './texts.mjs';

const shownMs = 12_000;

/** Tells a person about a problem: its sentence and what to do next. Says the same thing once at a time. */
export function toast(problem) {
  const region = document.getElementById('toasts');
  const said = [problem.detail, problem.next].filter(Boolean).join(' ');
  if ([...region.children].some((shown) => shown.dataset.said === said)) return;

  const bar = createBar('toast');
  bar.dataset.said = said;

  bar.append(...problemLines(problem));
  if (problem.status === 401) {
    const link = document.createElement('a');
    link.href = '/login';
    link.textContent = t('common.signIn');
    link.slot = 'actions';
    bar.append(link);
  }

  const close = document.createElement('fluent-button');
  close.slot = 'dismiss';
  close.setAttribute('role', 'button');
  close.setAttribute('appearance', 'transparent');
  close.setAttribute('size', 'small');
  close.setAttribute('aria-label', t('common.dismiss'));
  close.textContent = '✕';
  close.addEventListener('click', () => bar.remove());
  bar.append(close);

  region.append(bar);
  const leave = () => {
    if (bar.matches(':hover, :focus-within')) window.setTimeout(leave, shownMs);
    else bar.remove();
  };
  window.setTimeout(leave, shownMs);
}
