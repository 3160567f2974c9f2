import type { Language } from '../core/wire';
import type { Strings } from '../strings';

const LOCALES: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** The channel's own wording of an amount, or the amount as the browser writes it. */
export function priceText(amount: string, currency: string, text: string | undefined, language: Language): string {
  if (text) return text;
  try {
    return new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency }).format(Number(amount));
  } catch {
    return `${amount} ${currency}`;
  }
}

const valid = (at: string): Date | undefined => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

export const timeText = (at: string, language: Language): string =>
  valid(at)?.toLocaleTimeString(LOCALES[language], { hour: '2-digit', minute: '2-digit' }) ?? '';

export function dayText(at: string, language: Language, strings: Strings, now: Date): string {
  const date = valid(at);
  if (!date) return '';
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days === 0) return strings.today;
  if (days === 1) return strings.yesterday;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return date.toLocaleDateString(LOCALES[language], { day: 'numeric', month: 'long', ...year });
}

/** A key that two moments of one day, as the reader's clock has it, share. */
export const dayKey = (at: string): string => valid(at)?.toDateString() ?? '';

export const dateText = (at: string, language: Language): string =>
  valid(at)?.toLocaleDateString(LOCALES[language], { day: 'numeric', month: 'long', year: 'numeric' }) ?? '';

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
