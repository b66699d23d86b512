/** The filters that say something, as a query. */
export function queryOf(fields) {
  const said = Object.entries(fields).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== '');
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}
