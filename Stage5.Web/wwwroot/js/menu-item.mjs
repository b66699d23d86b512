/** Calls back when an item of a menu is chosen, by pointer or by key: the component makes no click of a key. */
export function onChosen(item, act) {
  item.addEventListener('click', act);
  item.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') act();
  });
}
