/* Fetches the catalogue of a language; English, which is always loaded, for every language that there is none for. */
import { type Catalogue, en } from './catalogue.ts';

const LANGUAGES: Readonly<Record<string, () => Promise<Catalogue>>> = {
  de: async () => (await import('./de/index.ts')).de,
};

export async function loadCatalogue(locale: string): Promise<Catalogue> {
  const language = locale.toLowerCase().split('-')[0] ?? '';
  const load = LANGUAGES[language];
  return load ? load() : en;
}
