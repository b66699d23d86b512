import { openDialog, startDialog } from './dialog.mjs';

const name = 'stage5.keys';

const inText = 'input, textarea, select, [contenteditable], dialog, fluent-menu';

/** The key that an event is for a page's shortcuts; null where it belongs to something else. */
export function keyOf(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.target.closest?.(inText)) return null;
  if (event.key === '?' || event.key === 'Escape') return event.key;
  // Only held down: a letter that Caps Lock made large is the same key.
  return event.shiftKey ? null : event.key.toLowerCase();
}

const areOn = () => window.localStorage.getItem(name) !== 'off';

/**
 * Single keys do what buttons do, unless the person does not want them: Escape does all the same.
 * @param {Object<string, (event: KeyboardEvent) => void>} actions by key; j and k may be held down
 */
export function startKeys(actions) {
  const dialog = document.querySelector('#keys-dialog');
  const choice = dialog.querySelector('[data-keys-on]');
  const all = { ...actions, '?': () => openDialog(dialog) };
  startDialog(dialog);
  choice.checked = areOn();
  choice.addEventListener('change', () => window.localStorage.setItem(name, choice.checked ? 'on' : 'off'));
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-keys]')) openDialog(dialog);
  });
  document.addEventListener('keydown', (event) => {
    const key = keyOf(event);
    const act = key && Object.hasOwn(all, key) ? all[key] : null;
    if (!act || document.querySelector('dialog[open]') || (event.repeat && key !== 'j' && key !== 'k')) return;
    if (key.length === 1 && !areOn()) return;
    event.preventDefault();
    act(event);
  });
}
