/* Whether a ring or a frame shows where the focus is: on the element, on the box around a field, or on the picture
   beside a checkbox. */
() => {
  const isRinged = (style) =>
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const isDrawn = (element) => [null, '::before', '::after'].some((part) => isRinged(getComputedStyle(element, part)));
  const isFramed = (element) => getComputedStyle(element).borderColor !== getComputedStyle(element.parentElement).borderColor;
  const here = document.activeElement;
  for (let element = here, steps = 0; element?.parentElement && steps < 4; element = element.parentElement, steps += 1) {
    if (isDrawn(element) || (steps > 0 && isFramed(element))) return true;
  }
  return here.nextElementSibling !== null && isDrawn(here.nextElementSibling);
}
