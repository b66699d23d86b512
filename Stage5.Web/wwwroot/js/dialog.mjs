/** Opens a dialog and gives the focus back when it closes. */
export function openDialog(dialog) {
  const before = document.activeElement;
  dialog.addEventListener('close', () => before?.focus?.(), { once: true });
  dialog.showModal();
}

/** Its buttons that close it. */
export function startDialog(dialog) {
  dialog.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-close]')) dialog.close();
  });
}
