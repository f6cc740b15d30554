/* Initials and colour of a person. Pure. */

const HUES = ['blue', 'green', 'purple', 'teal', 'magenta', 'orange'] as const;

/** The first letters of the first and the last word; empty for a name without letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter((word) => /\p{L}/u.test(word));
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''];
  return [first, last].map((word) => /\p{L}/u.exec(word)?.[0] ?? '').join('').toUpperCase();
}

export function hueOf(accountId: string): (typeof HUES)[number] {
  let sum = 0;
  for (const letter of accountId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length] ?? 'blue';
}
