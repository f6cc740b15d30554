/* What axe finds in the page as it stands. Colours are judged when they have stopped changing: fields fade into
   another theme. What stands behind a modal dialog is no target as long as it is open, however much of it shows. */
async (tags) => {
  const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
  const calm = Promise.all(moving.map((one) => one.finished.catch(() => null)));
  await Promise.race([calm, new Promise((done) => setTimeout(done, 2000))]);
  const options = { preload: false, runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], elementRef: true };
  const found = await axe.run(document, options);
  const modals = [...document.querySelectorAll('[aria-modal="true"]')];
  const isBehind = (node) => modals.length > 0 && !modals.some((modal) => modal.contains(node.element));
  const counts = (rule) => rule.nodes.filter((node) => rule.id !== 'target-size' || !isBehind(node));
  const tell = (rule, node) => [`${rule.id}: ${node.target.join(' ')}`, node.html.slice(0, 300), node.failureSummary];
  return found.violations.flatMap((rule) => counts(rule).map((node) => tell(rule, node).join('\n    ')));
}
