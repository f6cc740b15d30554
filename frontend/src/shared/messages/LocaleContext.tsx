/* Hands language, formats and time zone to the components: `const t = useText()`, `const format = useFormat()`. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';

import { buildFormat, type Format } from '../format/format.ts';
import { buildMoments, type Moments } from '../format/moments.ts';
import { type Catalogue, en, findMessage, type MessageKey } from './catalogue.ts';
import { fill, fillParts, type Values } from './translate.ts';

export type Text = (key: MessageKey, values?: Values) => string;
export type RichText = (key: MessageKey, parts: Readonly<Record<string, ReactNode>>) => ReactNode[];

interface Locale {
  text: Text;
  rich: RichText;
  format: Format;
  /** By zone: one set of formatters for a whole table. */
  findMoments: (zone: string) => Moments;
  locale: string;
  timeZone: string;
  /** The texts are English, whatever the formats are. */
  isEnglish: boolean;
}

function remember<Value>(build: (key: string) => Value): (key: string) => Value {
  const built = new Map<string, Value>();
  return (key) => {
    const value = built.get(key) ?? build(key);
    built.set(key, value);
    return value;
  };
}

const LocaleContext = createContext<Locale | null>(null);

interface Props {
  catalogue: Catalogue;
  locale: string;
  timeZone: string;
  children: ReactNode;
}

export function LocaleProvider({ catalogue, locale, timeZone, children }: Props) {
  const value = useMemo<Locale>(
    () => ({
      text: (key, values = {}) => fill(findMessage(catalogue, key), values, locale),
      rich: (key, parts) => fillParts(findMessage(catalogue, key), parts, locale),
      format: buildFormat(locale),
      findMoments: remember((zone) => buildMoments(locale, zone)),
      locale,
      timeZone,
      isEnglish: catalogue === en,
    }),
    [catalogue, locale, timeZone],
  );
  return <LocaleContext.Provider value={value}>{children}</LocaleContext.Provider>;
}

function useLocaleContext(): Locale {
  const found = useContext(LocaleContext);
  if (!found) throw new Error('There is no LocaleProvider above this component.');
  return found;
}

export const useText = (): Text => useLocaleContext().text;
export const useRichText = (): RichText => useLocaleContext().rich;
export const useFormat = (): Format => useLocaleContext().format;
/** For `shared/display/TimeText` and its like alone (the lint asks): whatever shows a moment does so through them. */
export function useMoments(zone?: string): Moments {
  const { findMoments, timeZone } = useLocaleContext();
  return findMoments(zone ?? timeZone);
}
export const useLocale = (): Pick<Locale, 'locale' | 'timeZone' | 'isEnglish'> => useLocaleContext();
