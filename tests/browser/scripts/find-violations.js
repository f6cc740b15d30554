/* What axe finds in the page as it stands. Colours are judged when they have stopped changing: fields fade into
   another theme. */
async (tags) => {
  const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
  const calm = Promise.all(moving.map((one) => one.finished.catch(() => null)));
  await Promise.race([calm, new Promise((done) => setTimeout(done, 2000))]);
  const options = { preload: false, runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
  const found = await axe.run(document, options);
  const tell = (rule, node) => [`${rule.id}: ${node.target.join(' ')}`, node.html.slice(0, 300), node.failureSummary];
  return found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node).join('\n    ')));
}
