/* What cannot be read or reached. An element is cut off when it sticks out of the window, or out of an ancestor that
   hides what sticks out, and no ancestor on the way can be scrolled sideways. A text that ends in an ellipsis is
   shortened on purpose. Moments are stretched first: whether the page fits must not depend on the hour of the look. */
() => {
  const ALL = 'button, a, input, h1, h2, h3, label, th, td, p, li, dt, dd, [role]';
  const root = document.documentElement;
  const width = root.clientWidth;
  const found = [];

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.parentElement.closest('time') && !/\d:\d\d/.test(node.nodeValue)) continue;
    node.nodeValue = node.nodeValue.replace(/\b\d\b/g, '28');
  }

  if (root.scrollWidth > width) found.push(`the page scrolls sideways: ${root.scrollWidth} px in ${width} px`);

  const isHidden = (element) =>
    !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) ||
    element.closest('.visually-hidden, [aria-hidden=true], [inert], [role=tooltip]') !== null;
  const hides = (style) => /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis';
  const scrolls = (holder, style) =>
    /auto|scroll/.test(style.overflowX) && holder !== root && holder !== document.body;

  /* The edges that cut the element, or null. */
  const findKnife = (element, box) => {
    const isOutside = (limit) => box.left < limit.left - 1 || box.right > limit.right + 1;
    for (let holder = element.parentElement; holder; holder = holder.parentElement) {
      const style = getComputedStyle(holder);
      if (scrolls(holder, style) || style.clip === 'rect(0px, 0px, 0px, 0px)') return null;
      const limit = holder.getBoundingClientRect();
      if (hides(style) && isOutside(limit)) return limit;
    }
    const limit = { left: 0, right: width };
    return isOutside(limit) ? limit : null;
  };

  for (const element of document.querySelectorAll(ALL)) {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || isHidden(element)) continue;
    const knife = findKnife(element, box);
    if (!knife) continue;
    const name = (element.innerText || element.ariaLabel || '').slice(0, 60);
    const edges = [box.left, box.right, knife.left, knife.right].map(Math.round);
    found.push(`cut off: <${element.tagName.toLowerCase()}> ${name} (${edges.join(', ')})`);
  }
  return [...new Set(found)].slice(0, 12);
}
