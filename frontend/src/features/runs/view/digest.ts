/* The digest of a plan as people compare it: its beginning, without the name of its form. */
const SHORT = 12;

export const shortenDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, SHORT);
