/** Gives the focus back to the list of the screen in front; other tabs keep their lists in the page, hidden. */
export function focusTable(): void {
  requestAnimationFrame(() => {
    const tables = [...document.querySelectorAll<HTMLElement>('.screen .table')];
    tables.find((table) => table.offsetParent !== null)?.focus();
  });
}
