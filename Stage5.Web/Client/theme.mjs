import { teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme } from '@fluentui/tokens';

const declarations = (theme) =>
  Object.entries(theme).map(([name, value]) => `  --${name}: ${value};`).join('\n');

const changed = (theme) =>
  Object.fromEntries(Object.entries(theme).filter(([name, value]) => value !== teamsLightTheme[name]));

/**
 * Teams' themes as CSS, so that the first paint is already right and no script has to run for it.
 * Without a choice (no data-theme) the system's preference rules.
 */
export function themeCss() {
  const dark = declarations(changed(teamsDarkTheme));
  const contrast = declarations(changed(teamsHighContrastTheme));
  return [
    `:root {\n  color-scheme: light;\n${declarations(teamsLightTheme)}\n}`,
    `:root[data-theme='dark'] {\n  color-scheme: dark;\n${dark}\n}`,
    `@media (prefers-color-scheme: dark) {\n:root:not([data-theme]) {\n  color-scheme: dark;\n${dark}\n}\n}`,
    `:root[data-theme='contrast'] {\n  color-scheme: dark;\n${contrast}\n}`,
    '',
  ].join('\n\n');
}
