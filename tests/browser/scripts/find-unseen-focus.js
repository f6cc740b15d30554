/* What a keyboard reaches and nobody would see it there: no ring or frame shows where the focus is, or the focus does not
   take hold. Before it, Tab has to be pressed once: rings are shown to whoever uses the keyboard. A positive tabindex
   would put what it stands on before everything else. */
async (isSeen) => {
  const FIELDS = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
  const isShown = (element) =>
    element.checkVisibility({ checkVisibilityCSS: true }) && !element.disabled && element.closest('[inert], [aria-hidden=true]') === null;
  const modals = [...document.querySelectorAll('[role=dialog], [role=menu], dialog[open]')].filter(isShown);
  const room = modals.at(-1) ?? document.body; // whatever is open keeps the focus to itself
  const within = [...room.querySelectorAll(FIELDS)].filter((element) => element.tabIndex >= 0 && isShown(element));
  const judge = new Function(`return (${isSeen})()`);
  const found = [];
  for (const element of within) {
    const name = `<${element.tagName.toLowerCase()}> ${(element.ariaLabel || element.innerText || element.id || '').slice(0, 60)}`;
    if (element.tabIndex > 0) found.push(`out of order: ${name}`);
    element.focus();
    await new Promise((done) => setTimeout(done));
    if (document.activeElement !== element) {
      // Of a group of radio buttons, and of what gives its focus on, another one may take it.
      if (document.activeElement === document.body) found.push(`takes no focus: ${name}`);
    } else if (!judge()) found.push(`focus not seen: ${name}`);
  }
  return [...new Set(found)].slice(0, 12);
}
