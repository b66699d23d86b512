import { showChanges } from './work.mjs';

/** The texts that differ from the draft, as the wire wants them. */
export const changed = (texts) =>
  texts.filter(({ before, now }) => now !== before).map(({ language, now }) => ({ language: language || null, text: now }));

/** The draft as the reviewer writes it, in each of its languages, with what changed marked under it. */
export function startEdit(part, { onSend }) {
  const all = (selector) => [...part.querySelectorAll(selector)];
  const fields = () => all('[data-edit]');
  const texts = () => fields().map((field) => ({
    language: field.closest('section').dataset.language ?? '', before: field.defaultValue, now: field.value,
  }));
  let open = false;

  function follow(field) {
    const place = field.closest('[data-edit-frame]').querySelector('[data-compare]');
    place.hidden = field.value === field.defaultValue;
    if (!place.hidden) showChanges(place, field.defaultValue, field.value);
  }

  function show(opened) {
    open = opened;
    for (const frame of all('[data-edit-frame], [data-edit-foot]')) frame.hidden = !open;
    for (const draft of all('[data-draft]')) draft.hidden = open;
  }

  part.addEventListener('input', (event) => {
    if (event.target.matches('[data-edit]')) follow(event.target);
  });
  part.addEventListener('keydown', (event) => {
    if (!event.target.matches('[data-edit]') || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSend();
  });

  return {
    get isOpen() {
      return open;
    },
    get changed() {
      return changed(texts());
    },
    /** True where a text is empty: nothing would go out. */
    get isEmpty() {
      return fields().some((field) => field.value.trim() === '');
    },
    show() {
      show(true);
      fields()[0]?.focus();
    },
    lock(locked) {
      for (const field of fields()) field.readOnly = locked;
    },
    /** After the part came anew: what is the browser's stayed, the rest follows it. */
    again: () => show(open),
    close() {
      show(false);
      for (const field of fields()) {
        field.value = field.defaultValue;
        follow(field);
      }
    },
  };
}
