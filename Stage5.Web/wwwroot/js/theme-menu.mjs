import { onChosen } from './menu-item.mjs';

const name = 'stage5.theme';
const yearSeconds = 365 * 24 * 3600;

const chosen = () => document.documentElement.dataset.theme ?? '';

/** Light, dark or high contrast, remembered in a cookie so that the server's first paint is right. */
function choose(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${theme}; path=/; max-age=${theme ? yearSeconds : 0}; samesite=lax${secure}`;
  document.dispatchEvent(new CustomEvent('themechange'));
}

/** True when the page is dark now. */
export function isDark() {
  return chosen() ? chosen() !== 'light' : window.matchMedia('(prefers-color-scheme: dark)').matches;
}

export function start(menu) {
  const items = [...menu.querySelectorAll('[data-theme-choice]')];
  const mark = () => items.forEach((item) => {
    item.checked = item.dataset.themeChoice === chosen();
  });
  customElements.whenDefined('fluent-menu-item').then(mark);
  items.forEach((item) => onChosen(item, () => {
    choose(item.dataset.themeChoice);
    mark();
  }));
}
