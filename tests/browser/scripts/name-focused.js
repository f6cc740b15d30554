/* The name of what has the focus, as a screen reader would find it. */
() => {
  const here = document.activeElement;
  if (!here || here === document.body || here.getAttribute('role') === 'tabpanel') return '';
  const labels = [...(here.labels ?? [])].map((label) => label.innerText);
  const ids = (here.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
  const named = ids.map((id) => document.getElementById(id)?.innerText ?? '');
  const isNamedByContent = here.matches('button, a, summary, [role=button], [role=tab], [role=menuitem]');
  const parts = [here.getAttribute('aria-label') ?? '', ...named, ...labels, isNamedByContent ? here.innerText : ''];
  return parts.join(' | ').replace(/\s+/g, ' ').trim();
}
